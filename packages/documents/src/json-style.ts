// How a JSON text is laid out, and values written in that layout.

export interface JsonStyle {
  /** One level; undefined for a text on a single line. */
  readonly indent: string | undefined;
  readonly eol: string;
  /** Between a key and its value. */
  readonly colon: string;
  /** Between two elements on one line. */
  readonly comma: string;
}

/** Reads the layout off the beginning of `text`; a text without members counts as indented by two spaces. */
export function styleOf(text: string): JsonStyle {
  const opening = /^\s*[{[](\r?\n)?([ \t]*)[^\s}\]]/.exec(text);
  if (opening === null) return { indent: '  ', eol: '\n', colon: ': ', comma: ', ' };
  const colon = /"(:[ \t]*)/.exec(text)?.[1] ?? ': ';
  const comma = /,[ \t]*/.exec(text)?.[0] ?? (colon === ':' ? ',' : ', ');
  const eol = opening[1];
  return { indent: eol === undefined ? undefined : (opening[2] ?? ''), eol: eol ?? '\n', colon, comma };
}

/** Writes `value` (JSON data) on lines that begin with `base`, or on one line where there is no `base`. */
export function renderJson(value: unknown, style: JsonStyle, base: string | undefined): string {
  if (typeof value === 'object' && value !== null) return renderContainer(value, style, base);
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined || (typeof value === 'number' && !Number.isFinite(value))) {
    throw new TypeError(`expected JSON data for value, received ${String(value)}`);
  }
  return text;
}

function renderContainer(value: object, style: JsonStyle, base: string | undefined): string {
  const inner = base === undefined ? undefined : base + (style.indent ?? '');
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const items = Array.isArray(value)
    ? value.map((item) => renderJson(item, style, inner))
    : Object.entries(value).map(([key, item]) => JSON.stringify(key) + style.colon + renderJson(item, style, inner));
  if (items.length === 0) return `${open}${close}`;
  if (inner === undefined) return `${open}${items.join(style.comma)}${close}`;
  return `${open}${style.eol}${inner}${items.join(`,${style.eol}${inner}`)}${style.eol}${base ?? ''}${close}`;
}
