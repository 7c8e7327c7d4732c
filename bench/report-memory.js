// Loaded into a measured program: tells its peak memory when it ends.
import { writeSync } from 'node:fs';

process.on('exit', () => writeSync(2, `peak ${process.resourceUsage().maxRSS} KiB\n`));
