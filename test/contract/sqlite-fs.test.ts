import { overFiles } from './over-files.js';
import { describeStore } from './store.js';

describeStore('SQLite and files', overFiles());
