/** Before each quick file: files share a process, but not the modules of test/, whose hooks are of the file that loads them. */
import { vi } from 'vitest';

vi.resetModules();
