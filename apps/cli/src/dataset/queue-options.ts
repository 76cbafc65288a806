import type { OptionTable } from '../arguments/option-table.js';

export const queueOptions = {
  redis: { kind: 'text', value: 'URL', summary: 'redis://[user:password@]host:port (default: redis://127.0.0.1:6379)' },
} as const satisfies OptionTable;
