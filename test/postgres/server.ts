/** One PostgreSQL for the tests of a file. */
import { afterAll, beforeAll } from 'vitest';
import { Postgres } from '../../scripts/postgres.js';

export function withPostgres(): () => Postgres {
  let postgres: Postgres | undefined;
  beforeAll(async () => {
    postgres = await Postgres.start();
  });
  afterAll(() => postgres?.dispose());
  return () => {
    if (!postgres) throw new Error('PostgreSQL is started before the first test');
    return postgres;
  };
}
