// What the row kernels take and answer with: matrices in files, and plans of what their rows become.

export type NativeDtype = 'F32' | 'F16' | 'BF16';

export interface NativeMatrix {
  readonly path: string;
  /** Bytes from the beginning of the file to row 0. */
  readonly offset: number;
  readonly rows: number;
  readonly width: number;
  readonly dtype: NativeDtype;
}

/** 0 = zero, 1 = mean of the population, 2 = weighted sum, 3 = normal, 4 = a draw from mean and covariance, 5 = mapped. */
export type RowKindNumber = 0 | 1 | 2 | 3 | 4 | 5;

/** See tokengraft/rows.h: RowMap. */
export interface NativeRowMap {
  readonly donor: NativeMatrix;
  readonly donorRows: Float64Array;
  readonly sourceRows: Float64Array;
  /** 0 = ridge, 1 = procrustes. */
  readonly kind: 0 | 1;
  readonly penalty: number;
}

/** See tokengraft/codes.h: CodePlan. */
export interface NativeCodePlan {
  readonly table: NativeMatrix;
  readonly anchors: Float64Array;
  readonly targets: Float64Array;
  /** 0 = omp, 1 = nearest, 2 = softmax, 3 = sparsemax. */
  readonly kind: 0 | 1 | 2 | 3;
  readonly count: number;
  readonly raw: boolean;
  readonly euclidean: boolean;
  /** 0 = closeness, 1 = equal, 2 = barycentric, 3 = least squares. */
  readonly weights: 0 | 1 | 2 | 3;
  readonly temperature: number;
}

/** Target i has the terms [begins[i], begins[i + 1]); anchors are indices into the plan's. */
export interface NativeRowCodes {
  readonly begins: Float64Array;
  readonly anchors: Uint32Array;
  readonly weights: Float64Array;
}

/** See tokengraft/rows.h: FillPlan. Arrays are parallel over the rows to fill. */
export interface NativeFillPlan {
  readonly source: NativeMatrix;
  readonly target: NativeMatrix;
  readonly targetRows: Float64Array;
  readonly kinds: Uint8Array;
  /** Row i's terms are termRows/termWeights [termBegins[i], termBegins[i + 1]); length = rows + 1. */
  readonly termBegins: Float64Array;
  readonly termRows: Float64Array;
  readonly termWeights: Float64Array;
  /** What a weighted sum adds of the population's mean; 0 otherwise. */
  readonly meanWeights: Float64Array;
  /** One flag a source row, or empty for every row. */
  readonly population: Uint8Array;
  /** Of the population's rows, where they are known from `surveyRows`. */
  readonly sums: Float64Array | undefined;
  readonly normalMean: number;
  readonly normalDeviation: number;
  readonly covarianceScale: number;
  readonly map: NativeRowMap | undefined;
  /** Integers below 2^53. */
  readonly seed: number;
  readonly stream: number;
}

export interface NativeRowSurvey {
  readonly flags: Uint8Array;
  /** One a column. */
  readonly sums: Float64Array;
}
