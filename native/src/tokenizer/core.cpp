#include "tokenizer/core.h"

#include "tokenizer/byte_alphabet.h"
#include "tokenizer/description.h"
#include "tokenizer/spec_limits.h"
#include "tokenizer/stand_ins.h"
#include "tokenizer/text_tokens.h"

namespace tg {
namespace {

// What the post-processor makes of one id that stands for all of a text's.
IdFrame frame_of(const PostProcessor* processor, bool add_special_tokens) {
  std::vector<SequenceEncoding> parts(1);
  parts[0].insert(IdFrame::kText, 0);
  parts[0].set_sequence(0);
  if (processor) processor->process(parts, add_special_tokens);
  return {join(parts).ids};
}

template <class Stage>
Status take(MadeStage<Stage> made, std::unique_ptr<const Stage>& to) {
  if (!made.ok()) return made.status();
  to = std::move(made).value();
  return {};
}

Status make_stages(const TokenizerSpec& spec, Core& core) {
  TG_RETURN_IF_ERROR(take(make_normalizer(spec.normalizer), core.normalizer));
  TG_RETURN_IF_ERROR(take(make_pre_tokenizer(spec.pre_tokenizer), core.pre_tokenizer));
  TG_RETURN_IF_ERROR(take(make_post_processor(spec.post_processor), core.post_processor));
  return take(make_decoder(spec.decoder), core.decoder);
}

bool has_every_byte(const TokenTable& written) {
  for (unsigned byte = 0; byte < 256; ++byte) {
    const char unit = static_cast<char>(byte);
    if (written.find(to_stand_ins({&unit, 1})) == TokenTable::kNone) return false;
  }
  return true;
}

// Whether the model works on the bytes of a byte-level piece as it would on their stand-ins. Unigram and WordPiece read
// characters; and BPE spells a stand-in that it does not know in that character's bytes.
bool reads_bytes(const ModelSpec& spec, const TokenTable& written) {
  if (spec.type == "WordLevel") return true;
  const json::Value& fallback = spec.options["byte_fallback"];
  return spec.type == "BPE" && (!fallback.is_boolean() || !fallback.boolean() || has_every_byte(written));
}

Status make_core_model(TokenizerSpec& spec, Core& core) {
  core.vocabulary = Vocabulary(std::move(spec.model.vocabulary), spec.model.alphabet);
  const bool raw = spec.model.alphabet == TokenAlphabet::bytes;
  bool cuts_bytes = core.pre_tokenizer && core.pre_tokenizer->is_byte_level();
  if (cuts_bytes && !raw && !reads_bytes(spec.model, core.vocabulary.table())) {
    core.pre_tokenizer = writing_stand_ins(std::move(core.pre_tokenizer));
    cuts_bytes = false;
  }
  core.decodes_bytes = raw || (core.decoder && core.decoder->is_byte_level());
  TextTokens tokens(core.vocabulary.table(), !raw && cuts_bytes);
  auto model = make_model(spec.model, {core.vocabulary, tokens, cuts_bytes || raw});
  if (!model.ok()) return model.status();
  core.model = std::move(model).value();
  core.mapped = tokens.take();
  Merges().swap(spec.model.merges);
  return {};
}

}  // namespace

Result<std::shared_ptr<const Core>> Core::make(TokenizerSpec& spec) {
  auto core = std::make_shared<Core>();
  core->name = spec.name;
  TG_RETURN_IF_ERROR(check_token_limits(spec));
  TG_RETURN_IF_ERROR(make_stages(spec, *core));
  if (core->post_processor) {
    TG_RETURN_IF_ERROR(check_frame_limits(*core->post_processor, spec.post_processor.where));
  }
  if (core->decoder) TG_RETURN_IF_ERROR(check_decoder_limits(*core->decoder, spec.decoder.where));
  TG_RETURN_IF_ERROR(make_core_model(spec, *core));
  core->special_frame = frame_of(core->post_processor.get(), true);
  core->plain_frame = frame_of(core->post_processor.get(), false);
  std::vector<PatternUse> patterns;
  if (core->normalizer) core->normalizer->list_patterns(patterns);
  if (core->pre_tokenizer) core->pre_tokenizer->list_patterns(patterns);
  core->description = describe(spec, patterns);
  return std::shared_ptr<const Core>(std::move(core));
}

}  // namespace tg
