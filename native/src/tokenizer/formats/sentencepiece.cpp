// SentencePiece's .model files. Their semantics are SentencePiece's own, not those of a tokenizer.json made from them:
// the normalizer, the four models and the way back to text are stages of their own. Nothing is put around a text and
// control pieces are never found in it, as SentencePiece has it; `outline` may bring a template and added tokens.
#include <algorithm>

#include "base/quote.h"
#include "tokenizer/byte_token.h"
#include "tokenizer/formats/formats.h"
#include "tokenizer/formats/look_alike.h"
#include "tokenizer/formats/outline.h"
#include "tokenizer/formats/sentencepiece_proto.h"
#include "tokenizer/formats/token_index.h"

namespace tg {
namespace {

using json::Value;

Status refuse(const std::string& where, const std::string& what) {
  return Status::error(Code::bad_file, where + ": " + what);
}

// ---- contradictions between pieces ----------------------------------------------------------------------------------

Result<TokenId> find_unknown(const SentencePieceFile& file, const std::string& name) {
  const auto is_unknown = [](PieceKind kind) { return kind == PieceKind::unknown; };
  const auto count = std::ranges::count_if(file.kinds, is_unknown);
  if (count != 1) {
    return refuse(name + ": pieces", "expected one piece of the type UNKNOWN, found " + std::to_string(count));
  }
  return static_cast<TokenId>(std::ranges::find_if(file.kinds, is_unknown) - file.kinds.begin());
}

Status check_byte_piece(const SentencePieceFile& file, TokenId id, std::string_view piece, const std::string& name) {
  if (file.kinds[id] != PieceKind::byte) return {};
  const std::string where = name + ": pieces[" + std::to_string(id) + "]";
  const std::string shown = quote(piece);
  if (!file.byte_fallback) return refuse(where, shown + " is a BYTE, but trainer_spec.byte_fallback is false");
  if (byte_of_piece(piece) < 0) return refuse(where, shown + " is a BYTE, but not named <0x00> to <0xFF>");
  return {};
}

Status check_byte_pieces(const SentencePieceFile& file, const TokenTable& pieces, const std::string& name) {
  for (TokenId id = 0; id < file.kinds.size(); ++id) TG_RETURN_IF_ERROR(check_byte_piece(file, id, pieces[id], name));
  for (unsigned byte = 0; file.byte_fallback && byte < 256; ++byte) {
    const TokenId id = pieces.find(byte_token_name(byte));
    if (id != TokenTable::kNone && file.kinds[id] == PieceKind::byte) continue;
    return refuse(name + ": pieces", "trainer_spec.byte_fallback is true, but no piece of the type BYTE is named " +
                                         quote(byte_token_name(byte)));
  }
  return {};
}

Status check_some_piece(const SentencePieceFile& file, const std::string& name) {
  const bool some = std::ranges::any_of(file.kinds, [](PieceKind kind) {
    return kind == PieceKind::normal || kind == PieceKind::user_defined || kind == PieceKind::unused;
  });
  return some ? Status() : refuse(name + ": pieces", "no text can become any of these pieces");
}

// ---- stages ---------------------------------------------------------------------------------------------------------

Value pieces_of_kind(const SentencePieceFile& file, const TokenTable& pieces, PieceKind kind) {
  std::vector<Value> chosen;
  for (TokenId id = 0; id < file.kinds.size(); ++id) {
    if (file.kinds[id] == kind) chosen.push_back(Value::of(std::string(pieces[id])));
  }
  return Value::array(std::move(chosen));
}

std::vector<Value::Member> rewriter_options(const RewriterSpec& spec, bool whitespace_as_suffix) {
  return {{"type", Value::of("sentencepiece")},
          {"charsmap", spec.charsmap.empty() ? Value() : Value::of(spec.charsmap)},
          {"add_dummy_prefix", Value::of(spec.add_dummy_prefix)},
          {"remove_extra_whitespaces", Value::of(spec.remove_extra_whitespaces)},
          {"escape_whitespaces", Value::of(spec.escape_whitespaces)},
          {"whitespace_as_suffix", Value::of(whitespace_as_suffix)}};
}

StageSpec normalizer_of(const SentencePieceFile& file, const TokenTable& pieces, const std::string& name) {
  std::vector<Value::Member> options = rewriter_options(file.normalizer, file.whitespace_as_suffix);
  options.emplace_back("user_defined", pieces_of_kind(file, pieces, PieceKind::user_defined));
  return {Value::object(std::move(options)), name + ": normalizer_spec", true};
}

// A denormalizer without replacements does nothing at all.
Value denormalizer_of(const SentencePieceFile& file) {
  if (file.denormalizer.charsmap.empty()) return {};
  return Value::object(rewriter_options(file.denormalizer, false));
}

StageSpec decoder_of(const SentencePieceFile& file, const TokenTable& pieces, TokenId unknown,
                     const std::string& name) {
  const bool rewrites = !file.denormalizer.charsmap.empty();
  return {Value::object({{"type", Value::of(rewrites ? "sentencepiece_denormalized" : "sentencepiece")},
                         {"control", pieces_of_kind(file, pieces, PieceKind::control)},
                         {"unknown", Value::of(std::string(pieces[unknown]))},
                         {"unknown_surface", Value::of(file.unknown_surface)},
                         {"byte_fallback", Value::of(file.byte_fallback)},
                         {"add_dummy_prefix", Value::of(file.normalizer.add_dummy_prefix)},
                         {"remove_extra_whitespaces", Value::of(file.normalizer.remove_extra_whitespaces)},
                         {"denormalizer", denormalizer_of(file)}}),
          name, true};
}

const char* model_name(PieceModel model) {
  switch (model) {
    case PieceModel::unigram:
      return "sentencepiece_unigram";
    case PieceModel::bpe:
      return "sentencepiece_bpe";
    case PieceModel::word:
      return "sentencepiece_word";
    case PieceModel::character:
      return "sentencepiece_char";
  }
  return "";
}

ModelSpec model_of(SentencePieceFile& file, TokenTable pieces, TokenId unknown, const std::string& name) {
  ModelSpec model;
  model.type = model_name(file.model);
  model.options = Value::object(
      {{"unk_id", Value::of(static_cast<double>(unknown))}, {"byte_fallback", Value::of(file.byte_fallback)}});
  model.where = name + ": pieces";
  model.vocabulary = std::move(pieces);
  model.scores = std::move(file.scores);
  model.kinds = std::move(file.kinds);
  return model;
}

}  // namespace

Result<TokenizerSpec> read_sentencepiece(std::string_view bytes, const std::string& name, const OpenOptions& options) {
  // The first field of a model is a piece.
  if (!bytes.starts_with('\n')) TG_RETURN_IF_ERROR(refuse_foreign_file(bytes, name, "a SentencePiece model"));
  auto file = read_sentencepiece_proto(bytes, name);
  if (!file.ok()) return file.status();
  const auto unknown = find_unknown(file.value(), name);
  if (!unknown.ok()) return unknown.status();
  auto pieces = index_vocabulary(std::move(file->pieces), name + ": pieces");
  if (!pieces.ok()) return pieces.status();
  TG_RETURN_IF_ERROR(check_byte_pieces(file.value(), pieces.value(), name));
  TG_RETURN_IF_ERROR(check_some_piece(file.value(), name));
  auto spec = read_outline(options.outline, name);
  if (!spec.ok()) return spec.status();
  TG_RETURN_IF_ERROR(check_added_tokens(spec->added_tokens, pieces.value(), name + ": added tokens"));
  spec->normalizer = normalizer_of(file.value(), pieces.value(), name);
  spec->decoder = decoder_of(file.value(), pieces.value(), unknown.value(), name);
  spec->model = model_of(file.value(), std::move(pieces).value(), unknown.value(), name);
  return std::move(spec).value();
}

}  // namespace tg
