import { plainShape, textColumn } from './plain-shape.js';

export const text = plainShape(textColumn('text'));
