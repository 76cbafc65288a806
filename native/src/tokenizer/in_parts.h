// A long text encoded part by part: on several threads, or, to be counted, only as far as need be. A part is small
// enough for what is found in it to stay in the processor's caches.
#pragma once

#include <string_view>

#include "tokenizer/passages.h"

namespace tg {

// As Pipeline's; `has_seams` is of the tokenizer (see seams.h), whose texts are taken whole when it has none, and so is
// `asking`. The answer does not depend on `threads` (0 = all cores).
struct PartPipeline {
  Pipeline pipeline;
  bool has_seams;
  Generation asking;

  Status append_ids(std::string_view text, SpecialPolicy special, unsigned threads, IdList& ids) const;
  // Stops somewhere above `limit`.
  Status count_ids(std::string_view text, SpecialPolicy special, unsigned threads, std::size_t limit,
                   std::size_t& count) const;

 private:
  bool may_cut(SpecialPolicy special) const;
  Status append_part(std::string_view part, SpecialPolicy special, IdList& ids) const;
  Status count_part(std::string_view part, SpecialPolicy special, std::size_t& count) const;
  Status count_in_turn(std::string_view text, SpecialPolicy special, std::size_t limit, std::size_t& count) const;
};

}  // namespace tg
