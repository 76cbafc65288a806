// `npm run parity:table`: runs every tokenizer that lies beside the project against its recorded answers, and writes the
// README's table from what came out.

import { bootstrap } from './bootstrap.mjs';
import { attempt, installed } from './steps.mjs';

bootstrap();
process.exitCode = attempt(process.execPath, [installed('vitest', 'vitest.mjs'), 'run', 'test/parity/table.test.ts'], {
  env: { TG_PARITY_TABLE: 'write' },
});
