import { assistantColumn, plainShape, userColumn } from './plain-shape.js';

export const inputOutput = plainShape(userColumn('input'), assistantColumn('output'));
