// Runs inside the extension host, where VS Code calls run(). What it prints and finds goes to hostRun.ts, as JSON
// lines over a local socket: nothing depends on how VS Code forwards a console.
const net = require('node:net');
const { once } = require('node:events');
const { format } = require('node:util');
const { pathToFileURL } = require('node:url');

/** Mocha over the given files. */
exports.runMocha = (task) =>
  report(task, async (say, send) => {
    const module = await import(pathToFileURL(task.mocha).href); // mocha 12 is an ES module
    const Mocha = module.default ?? module;
    Mocha.reporters.Base.consoleLog = say;
    const mocha = new Mocha({ ui: 'bdd', color: false, ...task.options });
    for (const file of task.files) mocha.addFile(file);
    await mocha.loadFilesAsync();
    const [failures, skipped] = [[], []];
    return new Promise((resolve) => {
      const runner = mocha.run(resolve);
      runner.on('pending', (test) => skipped.push(test.fullTitle()));
      runner.on('fail', (test, error) =>
        failures.push({ title: test.fullTitle(), message: String(error?.message ?? error) }),
      );
      runner.once('end', () => send({ passed: runner.stats.passes, failures, skipped }));
    });
  });

/** Any other module with a run(): that of @vscode/test-cli, for instance. */
exports.runModule = (task) =>
  report(task, async () => {
    const module = require(task.testsPath);
    await (module.run ?? module.default.run)();
    return 0;
  });

/** `work` resolves with the number of failures. */
async function report({ port, blame }, work) {
  const socket = net.connect(port, '127.0.0.1');
  socket.on('error', () => {}); // the test's process has gone, and VS Code follows it
  await once(socket, 'connect');
  const send = (message) => socket.write(JSON.stringify(message) + '\n');
  const say = (...args) => send({ output: format(...args) + '\n' });
  redirectOutput(say, send);

  const lost = new Set();
  const onLost = (error, promise) => {
    if (lost.has(promise) || !isOurs(error, blame)) return; // mocha passes on what is not its own: once more
    lost.add(promise);
    say('  LOST PROMISE: %s', error?.stack ?? error);
  };
  process.on('unhandledRejection', onLost);
  let failed = 1;
  try {
    failed = await work(say, send);
    if (lost.size > 0) say('  %d lost promise(s)', lost.size);
    failed += lost.size;
  } catch (error) {
    say('%s', error?.stack ?? error);
  }
  send({ failed });
  await new Promise((resolve) => socket.end(resolve)); // VS Code ends this process as soon as run() has
  if (failed > 0) throw new Error(`${failed} failure(s)`);
}

/** VS Code's own handler takes lost promises, so that mocha never hears of them. Only our own code counts. */
function isOurs(error, blame) {
  const frames = String(error?.stack ?? '').split('\n');
  const first = frames.find((line) => /^\s+at /.test(line) && !line.includes('node:')) ?? '';
  return blame.some((folder) => first.includes(folder)) && !first.includes('node_modules');
}

function redirectOutput(say, send) {
  for (const name of ['log', 'info', 'warn', 'error', 'debug']) {
    // An accessor with an empty setter in the extension host: a plain assignment would silently do nothing.
    Object.defineProperty(console, name, {
      configurable: true,
      enumerable: true,
      writable: true,
      value: say,
    });
  }
  process.stdout.write = (chunk, ...rest) => {
    send({ output: String(chunk) });
    rest.find((argument) => typeof argument === 'function')?.();
    return true;
  };
}
