#include "tokenizer/text_tokens.h"

#include "tokenizer/byte_alphabet.h"

namespace tg {
namespace {

std::unique_ptr<const TokenTable> to_bytes(const TokenTable& names) {
  TokenList bytes;
  bytes.reserve(names.size(), names.size() * 8);
  for (TokenId id = 0; id < names.id_bound(); ++id) {
    if (names.has(id) && append_from_stand_ins(names[id], bytes.bytes())) bytes.end_token(id);
  }
  auto table = std::make_unique<TokenTable>();
  table->fill(bytes);
  return table;
}

}  // namespace

const TokenTable& TextTokens::get() {
  if (!in_stand_ins_) return names_;
  if (!bytes_) bytes_ = to_bytes(names_);
  return *bytes_;
}

}  // namespace tg
