export { ChatTemplate } from './chat-template.js';
export type { ChatTemplateOptions } from './chat-template.js';
export { listChatTemplates, loadChatTemplate } from './load-chat-template.js';
export type { LoadChatTemplateOptions } from './load-chat-template.js';
export { readChatInput } from './read-chat-input.js';
export { renderChat } from './render-chat.js';
export type { ChatInput, ChatMessage, RenderedChat, RenderOptions } from './render-chat.js';
export { mayControl } from './span.js';
export type { Span, SpanSource } from './span.js';
export { Float } from './engine/index.js';
export type { RenderLimits, TemplateSyntax } from './engine/index.js';
export { encodeChat } from './encode-chat.js';
export type { EncodeChatOptions, TextRange } from './encode-chat.js';
export type { ChatEncoding, ChatTokenizer, SpecialToken } from './chat-tokenizer.js';
export { splitChat } from './split-chat.js';
export type { ChatPart, SplitChatOptions } from './split-chat.js';
export { truncateChat } from './truncate-chat.js';
export type { EncodedChat, TruncateChatOptions, TruncatedChat } from './truncate-chat.js';
export { maskChat } from './masks/mask-chat.js';
export type { MaskedChat, MaskOptions } from './masks/mask-chat.js';
export { maskIds } from './masks/mask-ids.js';
export { superviseChat } from './masks/supervise-chat.js';
export type { MaskMethod, SupervisedChat, SupervisedTurn, SuperviseOptions } from './masks/supervise-chat.js';
export type { Turns } from './masks/turns.js';
export { readStopIds } from './stop-ids.js';
export { builtInTemplateNames, builtInTemplates, isBuiltInTemplate } from './templates/index.js';
export type { BuiltInTemplateName } from './templates/index.js';
export { beginOfSequence } from './templates/built-in-template.js';
export type { BuiltInTemplate } from './templates/built-in-template.js';
export { checkChat } from './check/check-chat.js';
export type { ChatReport, CheckedModel, CheckName, CheckTokenizer, PlacedChat } from './check/check-chat.js';
export type { Check, CheckExample } from './check/check.js';
export { planTemplateEdit } from './edit-chat-template.js';
export type { TemplateEdit } from './edit-chat-template.js';
export { probe as probeChat } from './check/probe.js';
export { readSpecialTokens } from './special-tokens.js';
export {
  completionPrompt,
  demonstrationPrompt,
  demonstrationText,
  fineTunedPrompt,
  instructionPrompt,
  scenarioPrompt,
} from './prompts/builders.js';
export type { Demonstration, DemonstrationText, FineTunedPrompt, Separators } from './prompts/builders.js';
export type { MessagesPrompt, TextPrompt } from './prompts/prompt.js';
export { countChat, fitToBudget } from './prompts/budget.js';
export type { FittedChat } from './prompts/budget.js';
