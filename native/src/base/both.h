// Functions that run on the processor and on a CUDA device alike: one source, compiled for both.
#pragma once

#if defined(__CUDACC__)
#define TG_BOTH __host__ __device__
#else
#define TG_BOTH
#endif
