// A rendered chat to be looked at: what the template says is dim, what messages say has the colour of who says it. Without
// colours it stands in brackets.

import type { RenderedChat } from '@tokengraft/chat';
import type { Paint, Style } from '../terminal/style.js';

type Span = RenderedChat['spans'][number];

export function formatRenderedChat({ text, spans }: RenderedChat, style: Style): string[] {
  return spans
    .map((span) => paintOf(span, style)(text.slice(span.start, span.end)))
    .join('')
    .split('\n');
}

function paintOf(span: Span, style: Style): Paint {
  if (span.source === 'template') return onEachLine(style.dim);
  if (!style.enabled) return (text) => `⟦${text}⟧`;
  if (span.field === 'role') return onEachLine(style.bold);
  return onEachLine(colourOf(span.role, style));
}

function colourOf(role: string | undefined, { green, cyan, yellow }: Style): Paint {
  if (role === 'assistant') return green;
  return role === 'user' ? cyan : yellow;
}

/** Terminals and pagers forget a colour at the end of a line. */
function onEachLine(paint: Paint): Paint {
  return (text) => text.split('\n').map(paint).join('\n');
}
