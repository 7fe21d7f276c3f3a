import pino from 'pino';
import pretty from 'pino-pretty';

/**
 * Where the relay says what it does. Details hold ids, counts and errors; never text, tokens or names of people.
 */
export type Log = Pick<pino.BaseLogger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'>;

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** Lines for people on a terminal, JSON lines for everything else. */
export function createLog(level: LogLevel): Log {
  if (!process.stdout.isTTY) return pino({ level, base: null });
  return pino({ level, base: null }, pretty({ sync: true, translateTime: 'SYS:HH:MM:ss' }));
}
