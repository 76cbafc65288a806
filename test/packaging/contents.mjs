// What a tarball must have and may have.

const always = ['package.json', 'README.md', 'LICENSE'];
const compiled = /^dist\/(?!.*(\.test\.|testing\/)).*\.(js|d\.ts)(\.map)?$/;

const rules = {
  '@tokengraft/native': {
    needs: ['dist/index.js', 'dist/index.d.ts', 'CMakeLists.txt', 'scripts/cli.cjs', 'cmake/exports.map'],
    needsLike: [/^prebuilds\/[\w-]+\/tokengraft(\.\w+)?\.node$/, /^src\/.*\.cpp$/, /^addon\/.*\.cpp$/],
    // The sources belong: a machine that no binary fits builds from them.
    may: [
      compiled,
      /^CMakeLists\.txt$/,
      /^cmake\//,
      /^include\/.*\.(h|def)$/,
      /^cuda\/(CMakeLists\.txt|(bench\/)?\w+\.(cpp|cu|cuh|h))$/,
      /^(src|addon)\/.*\.(h|cpp|def|inc)$/,
      /^scripts\/.*\.cjs$/,
      /^prebuilds\/[\w-]+\/tokengraft(\.\w+)?\.node$/,
      // Beside the binary where it was built with nvcc.
      /^prebuilds\/[\w-]+\/tokengraft_cuda\.so$/,
    ],
  },
  tokengraft: { needs: ['bin/tokengraft.js', 'dist/main.js'], may: [compiled, /^bin\/.*\.js$/] },
};
const library = { needs: ['dist/index.js', 'dist/index.d.ts'], may: [compiled] };

export function missingFiles({ name, files }) {
  const { needs, needsLike = [] } = rules[name] ?? library;
  return [
    ...[...always, ...needs].filter((file) => !files.includes(file)).map((file) => `${file} is missing`),
    ...needsLike.filter((like) => !files.some((file) => like.test(file))).map((like) => `nothing like ${like}`),
  ];
}

export function strayFiles({ name, files }) {
  const { may } = rules[name] ?? library;
  const belongs = (file) => always.includes(file) || may.some((like) => like.test(file));
  return files.filter((file) => !belongs(file)).map((file) => `${file} does not belong`);
}
