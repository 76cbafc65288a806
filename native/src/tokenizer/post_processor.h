// Post-processors add what a model wants around a text (beginning and end of sequence) and trim offsets.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "tokenizer/sequence_encoding.h"
#include "tokenizer/stage_family.h"

namespace tg {

// How often a text's ids stand in what a processor makes of it, and how many ids are inserted.
struct FrameSize {
  std::size_t texts;
  std::size_t inserted;
};

class PostProcessor {
 public:
  virtual ~PostProcessor() = default;

  // `parts` are the encoded sequences, one or two; several processors in a row see what the one before left.
  virtual void process(std::vector<SequenceEncoding>& parts, bool add_special_tokens) const = 0;

  // At most this comes out when `frame` went in. Only templates make much of a text: others insert a few ids.
  virtual FrameSize largest_frame(FrameSize frame) const { return {frame.texts, frame.inserted + 4}; }
};

// A null stage makes no post-processor (nullptr).
MadeStage<PostProcessor> make_post_processor(const StageSpec& spec);

}  // namespace tg
