// Plots as SVG: a curve, and bars.

import { escapeHtml } from './page.js';

const [width, height, left, bottom, top, right] = [720, 260, 60, 40, 12, 16];

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A curve through `points`, y from zero. */
export function lineChart(points: readonly Point[], labels: { readonly x: string; readonly y: string }): string {
  const most = {
    x: Math.max(1, ...points.map(({ x }) => x)),
    y: niceCeiling(Math.max(...points.map(({ y }) => y), 0)),
  };
  const path = points
    .map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${placeX(x, most.x)} ${placeY(y, most.y)}`)
    .join('');
  const ticksX = [0, 0.25, 0.5, 0.75, 1].map((part) => tickX(placeX(part * most.x, most.x), number(part * most.x)));
  const ends = [
    ...points.slice(0, 1).map(({ x, y }) => endPoint(placeX(x, most.x), placeY(y, most.y), y, 'start')),
    ...points
      .slice(1)
      .slice(-1)
      .map(({ x, y }) => endPoint(placeX(x, most.x), placeY(y, most.y), y, 'end')),
  ];
  return chart([...yAxis(most.y), ...ticksX, `<path class="curve" d="${path}"/>`, ...ends], labels);
}

/** A dot with its value, where the curve begins or ends. */
function endPoint(x: number, y: number, value: number, anchor: 'start' | 'end'): string {
  const at = anchor === 'start' ? x + 8 : x;
  return `<circle class="dot" cx="${x}" cy="${y}" r="3"/><text class="value" x="${at}" y="${y - 8}" text-anchor="${anchor}">${number(value)}</text>`;
}

/** Bars from zero, one a label. */
export function barChart(
  bars: readonly { readonly label: string; readonly value: number }[],
  labels: { readonly x: string; readonly y: string },
): string {
  const most = niceCeiling(Math.max(...bars.map(({ value }) => value), 0));
  const step = (width - left - right) / Math.max(1, bars.length);
  const every = Math.ceil(bars.length / 24);
  const drawn = bars.map(({ label, value }, at) => {
    const x = left + at * step;
    const y = placeY(value, most);
    const bar = `<rect class="bar" x="${round(x + 1)}" y="${y}" width="${round(Math.max(1, step - 2))}" height="${round(height - bottom - y)}"><title>${escapeHtml(`${label}: ${number(value)}`)}</title></rect>`;
    return at % every === 0 ? bar + tickX(round(x + step / 2), label) : bar;
  });
  return chart([...yAxis(most), ...drawn], labels);
}

function chart(content: readonly string[], { x, y }: { readonly x: string; readonly y: string }): string {
  const title = escapeHtml(`${y} by ${x}`);
  return `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${title}">
${content.join('\n')}
<text x="${(left + width - right) / 2}" y="${height - 4}" text-anchor="middle">${escapeHtml(x)}</text>
<text x="12" y="${(height - bottom) / 2}" text-anchor="middle" transform="rotate(-90 12 ${(height - bottom) / 2})">${escapeHtml(y)}</text>
</svg>`;
}

function yAxis(most: number): string[] {
  return [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const y = placeY(part * most, most);
    const line = `<line class="axis" x1="${left}" x2="${width - right}" y1="${y}" y2="${y}"/>`;
    return `${line}<text x="${left - 6}" y="${y + 4}" text-anchor="end">${number(part * most)}</text>`;
  });
}

function tickX(x: number, label: string): string {
  return `<text x="${x}" y="${height - bottom + 16}" text-anchor="middle">${escapeHtml(label)}</text>`;
}

function placeX(x: number, most: number): number {
  return round(left + ((width - left - right) * x) / most);
}

function placeY(y: number, most: number): number {
  return round(height - bottom - ((height - bottom - top) * y) / (most === 0 ? 1 : most));
}

/** The next of 1, 2, 4, 5 and 8 times a power of ten. */
function niceCeiling(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 5, 8, 10].find((step) => step * power >= value) ?? 10) * power;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function number(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 2 : 0 });
}
