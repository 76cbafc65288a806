// SentencePiece's table of replacements: a double-array trie over the bytes of what is replaced, and behind it the
// replacements, each ended by a zero byte. The file is an opponent: no index of it is trusted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tokengraft/status.h"

namespace tg {

class Charsmap {
 public:
  // `bytes` as the file has them, base64 undone. `where` names the field in messages.
  static Result<Charsmap> read(std::string_view bytes, const std::string& where);

  // What stands for `chunk`: the replacement of the shortest rule that `chunk` begins with, whatever follows, as the
  // reference does it. None without such a rule, and where the trie leads out of itself.
  std::optional<std::string_view> find(std::string_view chunk) const;

  struct Rule {
    std::size_t length;  // bytes that are replaced, at least 1
    std::string_view replacement;
  };
  // The longest rule that `text` begins with, as SentencePiece itself asks. None likewise.
  std::optional<Rule> find_longest(std::string_view text) const;
  // True when some rule may begin with `bytes`.
  bool may_begin_with(std::string_view bytes) const;

 private:
  // Follows `byte` from `node`, which is the place where the children lie. False when no rule goes on with it.
  bool step(std::size_t& node, unsigned char byte, bool& ends_rule) const;
  std::optional<std::string_view> replacement_at(std::size_t place) const;
  std::optional<std::string_view> replacement_of(std::size_t node) const;

  std::vector<std::uint32_t> units_;
  std::string replacements_;
};

}  // namespace tg
