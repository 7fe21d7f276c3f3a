import pino from 'pino';
import pretty from 'pino-pretty';

/**
 * Where the relay says what it does. Details hold ids, counts and errors; never text, tokens or names of people.
 */
export type Log = Pick<pino.BaseLogger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'>;

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * Lines for people on a terminal, JSON lines for everything else. Written through Node's own stream: pino's, which
 * writes to the file descriptor, waits for ever when the reader of a pipe has gone.
 */
export function createLog(level: LogLevel): Log {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // Nobody reads the log any more; the relay goes on serving.
    if (error.code !== 'EPIPE') throw error;
  });
  const options = { level, base: null };
  if (!process.stdout.isTTY) return pino(options, process.stdout);
  return pino(options, pretty({ destination: process.stdout, translateTime: 'SYS:HH:MM:ss' }));
}
