// Imported before a program, so that it says in the end how much memory it had.

import { peakKibibytes } from './peak-memory.js';

process.on('exit', () => console.error('peak', peakKibibytes()));
