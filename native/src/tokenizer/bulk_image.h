// What a device needs to encode as a tokenizer does, made from the tokenizer's stages; see bulk/image.h.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "bulk/image.h"
#include "tokengraft/status.h"

namespace tg {

struct Core;

class BulkImage {
 public:
  // Refuses with Code::unsupported, naming the stage, what only the processor can do: models other than BPE over bytes,
  // and pre-tokenizers that are not one of the scanners. Normalizers are not in it: they are the caller's.
  static Result<std::shared_ptr<const BulkImage>> make(const Core& core);

  const bulk::Image& head() const { return *reinterpret_cast<const bulk::Image*>(lines_.data()); }
  std::size_t bytes() const { return lines_.size() * sizeof(Line); }

 private:
  struct alignas(64) Line {
    char bytes[64];
  };
  explicit BulkImage(std::size_t bytes) : lines_(bytes / sizeof(Line) + 1) {}
  friend class BulkImageWriter;

  std::vector<Line> lines_;
};

}  // namespace tg
