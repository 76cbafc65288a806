// Makes a package's JavaScript: one file for each of its entries, parts that entries share or load later beside them. A program
// that imports a hundred small files waits for them longer than for the tokenizer it came for. (Types come from `tsc -b`.)
//
// Runs in a package's folder. Arguments: sources that are entries without being exported, such as a worker's; each becomes
// `dist/<its own name>.js`.

import { readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { rolldown } from 'rolldown';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const { rootDir } = JSON.parse(readFileSync('tsconfig.json', 'utf8')).compilerOptions;

const bundle = await rolldown({
  input: { ...exportedEntries(), ...namedEntries(process.argv.slice(2)) },
  platform: 'node',
  // Other packages stay what they are: an error must be of the same class wherever it comes from.
  external: (id) => !id.startsWith('.') && !path.isAbsolute(id),
  resolve: { extensionAlias: { '.js': ['.ts'] } },
});
for (const stale of readdirSync('dist', { recursive: true })) {
  if (/\.js(\.map)?$/.test(stale)) rmSync(path.join('dist', stale));
}
await bundle.write({ dir: 'dist', format: 'esm', sourcemap: true, chunkFileNames: '[name]-[hash].js' });
await bundle.close();

function exportedEntries() {
  const files = Object.values(manifest.exports ?? {}).flatMap((target) => target.default ?? []);
  return Object.fromEntries(files.map((file) => entry(file.replace(/^\.\/dist\/(.*)\.js$/, '$1'))));
}

function namedEntries(names) {
  return Object.fromEntries(names.map((name) => [path.basename(name), `${rootDir}/${name}.ts`]));
}

function entry(name) {
  return [name, `${rootDir}/${name}.ts`];
}
