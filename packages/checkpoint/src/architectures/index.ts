import type { Architecture } from './architecture.js';

export type ArchitectureName = 'gemma' | 'gemma3' | 'gpt2' | 'gpt_neox' | 'llama' | 'phi' | 'phi3';
export declare const architectures: Readonly<Record<ArchitectureName, Architecture>>;
