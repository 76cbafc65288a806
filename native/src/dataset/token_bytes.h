// What each token's bytes are, beside each other: to follow a text token by token.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tokengraft/tokenizer.h"

namespace tg {

class TokenBytes {
 public:
  // Decodes every token by itself.
  explicit TokenBytes(const Tokenizer& tokenizer);

  // Where token `id` ends that begins at `at` in `text`; npos where its bytes do not stand there.
  // REQUIRES: at <= text.size().
  std::size_t end_of(TokenId id, std::string_view text, std::size_t at) const;

 private:
  struct Entry {
    std::uint64_t head = 0;  // the first eight bytes, zeros behind a shorter token
    std::uint32_t begin = 0;
    std::uint32_t length = 0;
  };

  std::vector<Entry> entries_;
  std::string bytes_;
};

}  // namespace tg
