// The chat that every model is checked with.

import type { ChatInput } from '../render-chat.js';

/** Two turns, so that what ends one and what begins the next can be told apart. */
export const probe: ChatInput = {
  messages: [
    { role: 'user', content: 'Hello!' },
    { role: 'assistant', content: 'Good morning.' },
    { role: 'user', content: 'What is two and two?' },
    { role: 'assistant', content: 'Four.' },
  ],
};
