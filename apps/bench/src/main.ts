// `npm run bench -- [SUITE…] [options]`: runs suites, prints their tables and writes a results folder.

import { describeMachine, machineSlug } from './machine.js';
import { parseOptions, usage } from './options.js';
import { updateReadme } from './report/readme.js';
import { UsageError } from './usage-error.js';
import { markdownOf } from './report/markdown.js';
import type { Results } from './report/results.js';
import { writeResults } from './report/write.js';
import { runSuites } from './run.js';

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(usage);
    return 0;
  }
  try {
    if (args[0] === 'readme') return readme(args.slice(1));
    return await bench(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n${usage}`);
    return 2;
  }
}

function readme(args: readonly string[]): number {
  if (args.length > 1) throw new UsageError(`readme takes one results folder, not ${args.length}`);
  updateReadme(args[0]);
  return 0;
}

async function bench(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  const results = await runSuites(options, ['npm run bench --', ...args].join(' '), (line) => console.error(line));
  process.stdout.write(markdownOf(results));
  if (options.out !== undefined) {
    const folder = await writeResults(options.out, options.machineName ?? machineSlug(describeMachine()), results);
    console.error(`written to ${folder}`);
  }
  return ownIdsAreRight(results) ? 0 : 1;
}

function ownIdsAreRight({ suites }: Results): boolean {
  const wrong = suites.flatMap(({ name, rows }) =>
    rows
      .filter(({ peer, exact }) => peer === 'tokengraft' && exact === false)
      .map((row) => `${name}: ${row.group}, ${row.column}`),
  );
  for (const where of wrong) console.error(`tokengraft gave other output than the oracle: ${where}`);
  return wrong.length === 0;
}
