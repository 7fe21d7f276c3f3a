import { createDataSource } from './createDataSource.ts';
import { parseDatabaseUrl } from './databaseUrl.ts';

const { dataSource } = createDataSource(
  parseDatabaseUrl(process.env['DATABASE_URL'] ?? 'sqlite:///./tandem.db'),
  { sqliteSynchronous: 'full', poolSize: 2, warn: () => undefined },
);

/** For TypeORM's command line only (`npm run migration:...`): the relay itself opens a store, which takes a lock. */
export default dataSource;
