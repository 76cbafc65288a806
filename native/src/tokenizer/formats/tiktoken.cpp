// tiktoken rank files: a line a token, its bytes in base64 and its rank, which is its id and its place in the order of
// merges. The split pattern and the special tokens are not in the file; the caller brings them.
#include <algorithm>
#include <charconv>
#include <utility>

#include "base/base64.h"
#include "base/quote.h"
#include "base/thread_pool.h"
#include "tokenizer/formats/formats.h"
#include "tokenizer/formats/look_alike.h"
#include "tokenizer/formats/rank_spec.h"
#include "tokenizer/formats/token_index.h"

namespace tg {
namespace {

// Takes the next line off `rest`, without its end.
std::string_view take_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool read_rank(std::string_view text, TokenId& rank) {
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), rank);
  return problem == std::errc() && end == text.data() + text.size() && rank <= kIdLimit;
}

// Appends the token of `line`; `where` is its name, made when it is needed.
template <class Where>
Status read_entry(std::string_view line, const Where& where, TokenList& ranks) {
  const auto refuse = [&](const std::string& what) { return Status::error(Code::bad_file, where() + ": " + what); };
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) return refuse("expected a token in base64, a space and a rank");
  if (space == 0) return refuse("the token has no bytes");
  if (!append_base64(line.substr(0, space), ranks.bytes()))
    return refuse(quote(line.substr(0, space)) + " is not base64");
  TokenId rank = 0;
  if (!read_rank(line.substr(space + 1), rank)) {
    return refuse("expected a rank from 0 to " + std::to_string(kIdLimit) + ", found " + quote(line.substr(space + 1)));
  }
  ranks.end_token(rank);
  return {};
}

bool begins_with_entry(std::string_view bytes) {
  TokenList ranks;
  return read_entry(
             take_line(bytes), [] { return std::string(); }, ranks)
      .ok();
}

// A part of a file: what stands before it is looked at for the number of a line that is wrong.
struct Lines {
  std::string_view before;
  std::string_view bytes;
};

Status read_lines(const Lines& lines, const std::string& name, TokenList& ranks) {
  std::string_view rest = lines.bytes;
  std::size_t number = 0;
  const auto where = [&] {
    const auto before = static_cast<std::size_t>(std::ranges::count(lines.before, '\n'));
    return name + ": line " + std::to_string(before + number);
  };
  while (!rest.empty()) {
    ++number;
    const std::string_view line = take_line(rest);
    if (!line.empty()) TG_RETURN_IF_ERROR(read_entry(line, where, ranks));
  }
  return {};
}

// Both halves at the same time.
Result<TokenList> read_ranks(std::string_view bytes, const std::string& name) {
  const std::size_t end_of_line = std::min(bytes.find('\n', bytes.size() / 2), bytes.size());
  const std::size_t middle = std::min(end_of_line + 1, bytes.size());
  const Lines halves[] = {{{}, bytes.substr(0, middle)}, {bytes.substr(0, middle), bytes.substr(middle)}};
  TokenList ranks[2];
  // A line of the published files has 18 bytes, 8 of them the token's. The first list will have all of them.
  for (TokenList& list : ranks) list.reserve(bytes.size() / 16, bytes.size() / 2);
  Status statuses[2];
  parallel_for(2, 0, [&](std::size_t half, unsigned) { statuses[half] = read_lines(halves[half], name, ranks[half]); });
  for (const Status& status : statuses) TG_RETURN_IF_ERROR(status);
  ranks[0].append(ranks[1]);
  return std::move(ranks[0]);
}

// The reference panics in the middle of a text when it meets a byte that is no token.
Status check_bytes_complete(const TokenTable& tokens, const std::string& name) {
  std::string missing;
  std::size_t count = 0;
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    const char single = static_cast<char>(byte);
    if (tokens.find({&single, 1}) != TokenTable::kNone) continue;
    constexpr std::size_t kShown = 8;
    if (count++ < kShown) missing += " 0x" + hexadecimal(byte, 2);
  }
  if (count == 0) return {};
  return Status::error(Code::bad_file, name + ": no token for " + std::to_string(count) + " of the 256 bytes:" +
                                           missing + (count > 8 ? " …" : "") + "; is the file cut short?");
}

Result<std::vector<AddedToken>> special_tokens(const OpenOptions& options, const TokenTable& vocabulary,
                                               const std::string& name) {
  std::vector<AddedToken> tokens = options.special_tokens;
  for (AddedToken& token : tokens) {
    if (token.content.empty()) {
      return Status::error(Code::bad_argument,
                           name + ": the special token with the id " + std::to_string(token.id) + " is empty");
    }
    token.special = true;
    token.normalized = false;
  }
  TG_RETURN_IF_ERROR(check_added_tokens(tokens, vocabulary, name + ": special tokens"));
  return tokens;
}

Status no_pattern(const std::string& name) {
  return Status::error(Code::bad_argument,
                       name +
                           ": no split pattern given, and a rank file has none; pass --pattern "
                           "gpt2|r50k_base|p50k_base|cl100k_base|o200k_base|llama3|… or the pattern itself");
}

}  // namespace

Result<TokenizerSpec> read_tiktoken(std::string_view bytes, const std::string& name, const OpenOptions& options) {
  if (!begins_with_entry(bytes)) TG_RETURN_IF_ERROR(refuse_foreign_file(bytes, name, "a tiktoken rank file"));
  if (options.pattern.empty()) return no_pattern(name);
  Result<TokenList> ranks = read_ranks(bytes, name);
  if (!ranks.ok()) return ranks.status();
  Result<TokenTable> tokens = index_vocabulary(std::move(ranks).value(), name + ": ranks");
  if (!tokens.ok()) return tokens.status();
  TG_RETURN_IF_ERROR(check_bytes_complete(tokens.value(), name));
  Result<std::vector<AddedToken>> special = special_tokens(options, tokens.value(), name);
  if (!special.ok()) return special.status();

  TokenizerSpec spec = spec_of_ranks(std::move(tokens).value(), options.pattern, {name, "ranks", "pattern"});
  spec.added_tokens = std::move(special).value();
  return spec;
}

}  // namespace tg
