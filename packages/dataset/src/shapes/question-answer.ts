import { assistantColumn, plainShape, userColumn } from './plain-shape.js';

export const questionAnswer = plainShape(userColumn('question'), assistantColumn('answer'));
