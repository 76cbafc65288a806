// Post-processors add what a model wants around a text (beginning and end of sequence) and trim offsets.
#pragma once

#include <memory>
#include <vector>

#include "tokenizer/sequence_encoding.h"
#include "tokenizer/stage_family.h"

namespace tg {

class PostProcessor {
 public:
  virtual ~PostProcessor() = default;

  // `parts` are the encoded sequences, one or two; several processors in a row see what the one before left.
  virtual void process(std::vector<SequenceEncoding>& parts, bool add_special_tokens) const = 0;
};

// A null stage makes no post-processor (nullptr).
MadeStage<PostProcessor> make_post_processor(const StageSpec& spec);

}  // namespace tg
