// A text passage by passage: each goes from seam to seam (see seams.h), so its ids are the same wherever it stands, and
// those that were met before are copied. What lies between them goes through the pipeline in one piece.
#pragma once

#include "tokenizer/pipeline.h"
#include "tokenizer/word_cache.h"

namespace tg {

struct PassagePipeline {
  // REQUIRES: the tokenizer has seams; `asking` is its own.
  Pipeline pipeline;
  Generation asking;

  // As Pipeline's. REQUIRES: special != SpecialPolicy::refuse: what is refused is named by its place.
  Status append_ids(std::string_view text, SpecialPolicy special, IdList& ids) const;
  Status count_ids(std::string_view text, SpecialPolicy special, std::size_t& count) const;
};

}  // namespace tg
