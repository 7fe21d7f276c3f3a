/**
 * Plain JavaScript in place of the two C++ modules of VS Code's server that have no ready-made binary on npm.
 * Compiling them would need a compiler and half a minute.
 */

/** In place of `@vscode/spdlog`: file logging. Without it every start prints pages of stack traces. */
export const SPDLOG_MODULE = `const fs = require('node:fs');
const path = require('node:path');
const levels = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];
class Logger {
  constructor(file) {
    this.file = file;
    this.level = 2;
  }
  setLevel(level) { this.level = level; }
  getLevel() { return this.level; }
  setPattern() {}
  clearFormatters() {}
  flush() {}
  drop() {}
  write(level, text) {
    if (level < this.level || this.level >= levels.length) return;
    try {
      fs.appendFileSync(this.file, new Date().toISOString() + ' [' + levels[level] + '] ' + text + '\\n');
    } catch {
      // The data folder was removed while the server was ending.
    }
  }
}
levels.forEach((name, level) => {
  Logger.prototype[name] = function (text) { this.write(level, text); };
});
const create = async (name, file) => {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  return new Logger(file);
};
exports.version = 0;
exports.setLevel = exports.setFlushOn = exports.shutdown = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
`;

/** In place of `native-watchdog`: ends an extension host whose server has died. */
export const WATCHDOG_MODULE = `exports.start = (pid) => {
  setInterval(() => {
    try {
      process.kill(pid, 0);
    } catch (error) {
      if (error.code === 'ESRCH') setTimeout(() => process.reallyExit(87), 2000);
    }
  }, 1000).unref();
};
exports.exit = (code) => process.reallyExit(code || 0);
`;
