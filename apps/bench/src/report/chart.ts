// One table as a dot plot on a logarithmic axis, in SVG: a row a peer, a hollow dot a column, a full dot the geometric mean.
// On such an axis equal distances are equal ratios, so a peer that is a hundred times slower can still be read.

import { cellText } from './markdown.js';
import { escapeHtml } from './escape.js';
import { figure, isExact, type Line, type Table } from './tables.js';

const width = 760;
const plotLeft = 190;
const plotRight = 560;
const rowHeight = 26;
const top = 8;

type Scale = (value: number) => number;

export function chartOf(table: Table, id: string): string {
  const values = table.lines
    .flatMap(({ cells }) => cells.flatMap((cell) => cell?.value ?? []))
    .filter((each) => each > 0);
  if (values.length === 0) return '';
  const ticks = ticksOf(Math.min(...values), Math.max(...values));
  const scale = scaleOf(ticks);
  const bottom = top + table.lines.length * rowHeight;
  return [
    `<svg viewBox="0 0 ${width} ${bottom + 26}" role="img" aria-labelledby="${id}-title ${id}-text">`,
    `<title id="${id}-title">${escapeHtml(table.group)}</title>`,
    `<desc id="${id}-text">${escapeHtml(descriptionOf(table))}</desc>`,
    ...ticks.map((tick) => tickMark(tick, scale, bottom)),
    ...table.lines.map((line, index) => rowOf(line, top + (index + 0.5) * rowHeight, table, scale)),
    `<text class="axis" x="${plotRight}" y="${bottom + 22}" text-anchor="end">${escapeHtml(table.unit)}, logarithmic</text>`,
    '</svg>',
  ].join('\n');
}

function descriptionOf({ lines, unit, better }: Table): string {
  const parts = lines.map(
    ({ peer, mean }) => `${peer} ${mean === undefined ? 'without a mean' : `${figure(mean)} ${unit}`}`,
  );
  return `Geometric means, ${better} is better: ${parts.join('; ')}.`;
}

/** 1, 2 and 5 times powers of ten around the values; powers alone when there are many of them. */
export function ticksOf(least: number, greatest: number): number[] {
  const decades = Math.ceil(Math.log10(greatest)) - Math.floor(Math.log10(least));
  const steps = decades > 2 ? [1] : [1, 2, 5];
  const first = Math.floor(Math.log10(least));
  const all = Array.from({ length: decades + 2 }, (_, index) =>
    steps.map((step) => step * 10 ** (first + index)),
  ).flat();
  const from = all.findLastIndex((tick) => tick <= least);
  const to = all.findIndex((tick) => tick >= greatest);
  return all.slice(Math.max(from, 0), Math.max(to, from + 1) + 1);
}

function scaleOf(ticks: readonly number[]): Scale {
  const low = Math.log(ticks[0] ?? 1);
  const high = Math.log(ticks.at(-1) ?? 10);
  return (value) => plotLeft + ((Math.log(value) - low) / (high - low || 1)) * (plotRight - plotLeft);
}

function tickMark(tick: number, scale: Scale, bottom: number): string {
  const x = scale(tick).toFixed(1);
  const label = tick >= 1 ? String(Math.round(tick)) : String(Number(tick.toPrecision(1)));
  return `<line class="grid" x1="${x}" x2="${x}" y1="${top}" y2="${bottom}"/><text class="axis" x="${x}" y="${bottom + 12}" text-anchor="middle">${label}</text>`;
}

function rowOf(line: Line, y: number, { unit }: Table, scale: Scale): string {
  const own = line.peer === 'tokengraft' ? ' own' : '';
  const marks = line.cells.flatMap((cell) =>
    cell?.value !== undefined && cell.value > 0
      ? `<circle class="dot${own}" cx="${scale(cell.value).toFixed(1)}" cy="${y}" r="3.5"><title>${escapeHtml(`${line.peer}, ${cell.column}: ${cellText(cell)} ${unit}`)}</title></circle>`
      : [],
  );
  const mean =
    line.mean === undefined ? '' : `<circle class="mean${own}" cx="${scale(line.mean).toFixed(1)}" cy="${y}" r="5.5"/>`;
  const name = `${line.peer}${isExact(line.cells) ? '' : ' *'}`;
  return [
    `<text class="peer${own}" x="${plotLeft - 12}" y="${y + 4}" text-anchor="end">${escapeHtml(name)}</text>`,
    `<line class="grid" x1="${plotLeft}" x2="${plotRight}" y1="${y}" y2="${y}"/>`,
    ...marks,
    mean,
    `<text class="peer${own}" x="${plotRight + 14}" y="${y + 4}">${escapeHtml(summaryOf(line))}</text>`,
  ].join('');
}

function summaryOf({ peer, mean, ratio, cells }: Line): string {
  if (mean === undefined) return cells.find((cell) => cell?.note !== undefined)?.note?.slice(0, 28) ?? '–';
  if (peer === 'tokengraft' || ratio === undefined) return figure(mean);
  return `${figure(mean)} (tokengraft ${figure(ratio)}×)`;
}
