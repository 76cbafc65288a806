// An encoded sequence on its way through the post-processors.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "tokengraft/tokenizer.h"

namespace tg {

// White space at a token's ends, in characters: what trimming takes off its offsets.
struct Blanks {
  std::uint32_t leading = 0;
  std::uint32_t trailing = 0;
};

struct SequenceEncoding {
  Encoding encoding;           // `sequence_ids` stay empty until the end
  std::vector<Blanks> blanks;  // one an id
  std::string_view text;       // what the offsets index; empty for what a template inserts

  // Which ids belong to sequence 0, 1, …: a range of ids by sequence number.
  struct Range {
    std::size_t sequence;
    std::size_t begin;
    std::size_t end;
  };
  std::vector<Range> ranges;

  std::size_t size() const { return encoding.ids.size(); }
  // All of it belongs to `sequence`.
  void set_sequence(std::size_t sequence);
  void set_type(std::uint8_t type);
  // An id that no text stands behind.
  void insert(TokenId id, std::uint8_t type);
  // Appends `other`; what it says about a sequence replaces what was said before.
  void append(const SequenceEncoding& other);
};

// All parts end to end, sequence ids filled in.
Encoding join(std::vector<SequenceEncoding> parts);

}  // namespace tg
