// Batches of texts on a device. Texts are cut at seams into parts, and parts at added tokens into sections, which are
// what a device is given, many at a time; what it leaves, and what a normalizer rewrites, the processor encodes.
// Several threads prepare, wait and copy, so that the device is not kept waiting.
#pragma once

#include <atomic>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "tokenizer/held_image.h"
#include "tokenizer/pipeline.h"

namespace tg {

struct BulkEncoder {
  Pipeline pipeline;
  bool has_seams;  // of the tokenizer, see seams.h
  const HeldImage& image;
  SpecialPolicy special;
  unsigned threads;
  const std::atomic<bool>* cancelled;  // may be null

  // The ids of each text without what a template adds. The first failing text decides the error.
  // REQUIRES: valid UTF-8.
  Status encode(std::span<const std::string_view> texts, EncodedBatch& batch) const;
  Status count(std::span<const std::string_view> texts, std::vector<std::size_t>& counts) const;
};

}  // namespace tg
