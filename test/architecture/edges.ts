// The arrows of the house as data: who may import whom. ARCHITECTURE.md says why.

/** Between workspaces: package → the packages it may import. */
export const packageEdges: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  documents: ['errors'],
  native: ['errors'],
  tokenizer: ['errors', 'documents', 'native'],
  checkpoint: ['errors', 'documents', 'native'],
  chat: ['errors', 'documents'],
  dataset: ['errors', 'documents', 'tokenizer', 'chat'],
  surgery: ['errors', 'documents', 'native', 'tokenizer', 'checkpoint', 'chat'],
};

/** Apps sit on top: they may import any package, and nothing imports them. */
export const apps: readonly string[] = ['cli', 'bench', 'demo'];

/** Inside native/: folder → the folders whose headers it may include ("include" is the public contract). */
export const nativeEdges: Readonly<Record<string, readonly string[]>> = {
  include: [],
  'src/base': ['include'],
  'src/text': ['include', 'src/base'],
  'src/bulk': ['include', 'src/base', 'src/text'],
  'src/tokenizer': ['include', 'src/base', 'src/text', 'src/bulk'],
  'src/dataset': ['include', 'src/base'],
  'src/tensor': ['include', 'src/base'],
  'src/files': ['include', 'src/base'],
  'src/backend': ['include', 'src/base', 'src/tensor', 'src/bulk'],
  'src/rows': ['include', 'src/base', 'src/tensor', 'src/files', 'src/backend'],
  addon: ['include'],
};
