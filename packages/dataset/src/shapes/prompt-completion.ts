import { assistantColumn, plainShape, userColumn } from './plain-shape.js';

export const promptCompletion = plainShape(userColumn('prompt'), assistantColumn('completion'));
