// Lines of JSON objects to rows of ids: the texts of a row's columns laid end to end, encoded, and which of the ids are
// supervised. This is the plain case that large files consist of; a line that is anything else is left to the caller.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tokengraft/tokenizer.h"

namespace tg {

// What stands behind the text of a column.
enum class TurnEnd : std::uint8_t { nothing, stop, supervised_stop };

struct RowColumn {
  std::string name;
  bool supervised = false;
  bool optional = false;    // a row without the column is as one with an empty text
  bool skip_empty = false;  // an empty text is no turn
  TurnEnd end = TurnEnd::nothing;
};

struct RowShape {
  std::vector<std::string> keys;   // a row that has them all is of this shape …
  std::vector<RowColumn> columns;  // … and without columns the caller's business
};

struct RowRule {
  std::vector<RowShape> shapes;  // the first that fits
  std::string separator;         // between the turns
  TokenId stop = 0;
  IdList prefix;  // around the row
  IdList suffix;
  SpecialPolicy special = SpecialPolicy::match;
  std::size_t longest_line = 0;  // in bytes; longer ones are left
};

// A line that was left: its number and bytes in the block, and before which word its rows belong.
struct LeftLine {
  std::uint32_t line;
  std::uint32_t begin;
  std::uint32_t end;
  std::uint32_t word;
};

// A row is kRowHeader words, its runs of supervised ids (begin, end), its ids. The header begins with the number of
// ids, the number of words of the runs, 0, and the line's number; the rest is 0.
constexpr std::size_t kRowHeader = 10;

struct EncodedRows {
  std::vector<std::uint32_t, UnsetAllocator<std::uint32_t>> words;
  std::vector<LeftLine> left;
  std::size_t rows = 0;   // blank lines are none, left ones are not counted
  std::size_t lines = 0;  // all
};

class JsonRowEncoder {
 public:
  virtual ~JsonRowEncoder() = default;
  // Fails with Code::bad_argument where a shape has no keys.
  static Result<std::unique_ptr<JsonRowEncoder>> create(std::shared_ptr<const Tokenizer> tokenizer, RowRule rule);

  // The rows of a block of whole lines, numbered from `first_line`; they replace those of `rows`. One thread at a time.
  // REQUIRES: lines.size() < 2^31.
  virtual void encode(std::string_view lines, std::uint32_t first_line, EncodedRows& rows) = 0;
};

}  // namespace tg
