/** What every store must do, with the metadata in a real PostgreSQL. */
import { overFiles } from '../contract/over-files.js';
import { describeStore } from '../contract/store.js';
import { withPostgres } from './server.js';

const postgres = withPostgres();

describeStore(
  'PostgreSQL and files',
  overFiles(() => postgres().newDatabase()),
);
