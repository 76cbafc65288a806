// Decoders turn tokens back into text, each stage working on the list of strings that the one before left.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tokenizer/stage_family.h"

namespace tg {

// A list of strings, end to end in one block.
class StringList {
 public:
  void add(std::string_view string) {
    bytes_.append(string);
    end_last();
  }
  // Write to `bytes()`, then end the string.
  std::string& bytes() { return bytes_; }
  void end_last() { ends_.push_back(bytes_.size()); }

  std::size_t size() const { return ends_.size(); }
  std::string_view operator[](std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
    return std::string_view(bytes_).substr(begin, ends_[i] - begin);
  }
  const std::string& joined() const { return bytes_; }
  void clear() {
    bytes_.clear();
    ends_.clear();
  }

 private:
  std::string bytes_;
  std::vector<std::size_t> ends_;
};

class Decoder {
 public:
  virtual ~Decoder() = default;

  // Appends the strings that this stage makes of `tokens`, which are valid UTF-8, as is what it appends.
  virtual void decode(const StringList& tokens, StringList& strings) const = 0;

  // True when it only maps stand-ins to bytes, each token by itself: then a table by id answers faster.
  virtual bool is_byte_level() const { return false; }
};

// A null stage makes no decoder (nullptr).
MadeStage<Decoder> make_decoder(const StageSpec& spec);

}  // namespace tg
