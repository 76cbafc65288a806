// A tokenizer's batches on a device: texts checked before, and put into the template's frame behind.
#pragma once

#include "tokengraft/backend.h"
#include "tokenizer/core.h"
#include "tokenizer/pipeline.h"

namespace tg {

struct DeviceBatch {
  const Backend& device;
  const Core& core;
  Pipeline pipeline;
  bool has_seams;  // see seams.h
  std::span<const std::string_view> texts;
  EncodeOptions options;
  unsigned threads;
  const std::atomic<bool>* cancelled;

  // As Tokenizer's.
  Status encode(EncodedBatch& batch) const;
  Status count(std::vector<std::size_t>& counts) const;
};

}  // namespace tg
