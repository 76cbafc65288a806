#include "tokenizer/unknown_token.h"

#include "base/quote.h"
#include "tokenizer/stage_options.h"

namespace tg {

Result<UnknownToken> UnknownToken::read(const ModelSpec& spec, const Vocabulary& vocabulary) {
  auto name = read_text({spec.options, spec.where}, "unk_token");
  if (!name.ok()) return name.status();
  UnknownToken token;
  token.id_ = vocabulary.table().find(name.value());
  token.name_ = std::move(name).value();
  token.where_ = spec.where;
  return token;
}

Status UnknownToken::missing(std::string_view piece) const {
  return Status::error(Code::bad_file, where_ + ".unk_token " + quote(name_) +
                                           " is not in the vocabulary, but is needed for the text " + quote(piece));
}

}  // namespace tg
