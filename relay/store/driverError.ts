/** What the databases call the errors that the store tells apart. */
const CODES = {
  duplicate: ['SQLITE_CONSTRAINT_PRIMARYKEY', 'SQLITE_CONSTRAINT_UNIQUE', '23505', 'ER_DUP_ENTRY'],
  missingParent: ['SQLITE_CONSTRAINT_FOREIGNKEY', '23503', 'ER_NO_REFERENCED_ROW', 'ER_NO_REFERENCED_ROW_2'],
  // Deadlocks and failed serialisation: the database undid the transaction in favour of another one.
  victim: ['40P01', '40001', 'ER_LOCK_DEADLOCK', 'ER_CHECKREAD'],
  locked: ['SQLITE_BUSY', 'SQLITE_BUSY_RECOVERY', 'SQLITE_BUSY_SNAPSHOT', 'SQLITE_LOCKED'],
} as const;

/** True when `error` is of the kind `what`. */
export function isDriverError(error: unknown, what: keyof typeof CODES): boolean {
  const code = driverCode(error);
  return code !== undefined && (CODES[what] as readonly string[]).includes(code);
}

/** The driver's code for `error`, e.g. SQLITE_FULL, 23505, ECONNREFUSED. TypeORM copies it onto its own error. */
export function driverCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
