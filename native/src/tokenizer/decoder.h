// Decoders turn tokens back into text, each stage working on the list of strings that the one before left.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
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

  // True when it only maps stand-ins to bytes, each token by itself.
  virtual bool is_byte_level() const { return false; }

  // What a string of `decode` depends on; see DecoderChain.
  enum class Reach : std::uint8_t {
    token,       // each token makes one string, whatever stands beside it
    from_first,  // the same, but the first token is treated in another way
    until_last,  // the same, but the last token is
    byte_run,    // tokens that name a byte become strings together with their neighbours, others are kept
    joined,      // all tokens become one string
    neighbours,  // anything else
  };
  virtual Reach reach() const { return Reach::neighbours; }
  // What the stage leaves of a token that is alone, where that is a part of it.
  virtual std::optional<std::string_view> trimmed(std::string_view) const { return std::nullopt; }
  // At most how many times as long it makes a string; what it puts between strings does not count.
  virtual std::size_t growth() const { return 1; }
  // The stages that it is a sequence of: itself.
  virtual void list_stages(std::vector<const Decoder*>& stages) const { stages.push_back(this); }
};

// A null stage makes no decoder (nullptr).
MadeStage<Decoder> make_decoder(const StageSpec& spec);

}  // namespace tg
