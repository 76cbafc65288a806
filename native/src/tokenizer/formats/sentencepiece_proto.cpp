#include "tokenizer/formats/sentencepiece_proto.h"

#include <cmath>

#include "base/protobuf.h"
#include "base/quote.h"
#include "text/utf8.h"

namespace tg {
namespace {

using protobuf::Field;
using protobuf::Reader;
using protobuf::WireType;

Status read_text(const Reader& reader, const Field& field, std::string& out) {
  if (field.type != WireType::bytes) return reader.wrong_type(field, "a string");
  out.assign(field.bytes);
  return {};
}

Status read_flag(const Reader& reader, const Field& field, bool& out) {
  if (field.type != WireType::varint) return reader.wrong_type(field, "true or false");
  out = field.value != 0;
  return {};
}

template <class Visit>
Status for_each_field(std::string_view message, const std::string& where, const Visit& visit) {
  Reader reader(message, where);
  Field field;
  while (true) {
    const Result<bool> more = reader.next(field);
    if (!more.ok()) return more.status();
    if (!more.value()) return {};
    TG_RETURN_IF_ERROR(visit(reader, field));
  }
}

// Bytes. The trainer reads no sentence of more than 4192; looking for a piece takes as long as it is, at every place.
constexpr std::size_t kLongestPiece = 8192;

// ---- pieces ---------------------------------------------------------------------------------------------------------

struct Piece {
  std::string text;
  float score = 0;
  std::uint64_t kind = static_cast<std::uint64_t>(PieceKind::normal);
};

Status read_piece_field(const Reader& reader, const Field& field, Piece& piece) {
  switch (field.number) {
    case 1:
      return read_text(reader, field, piece.text);
    case 2:
      if (field.type != WireType::fixed32) return reader.wrong_type(field, "a score of 32 bits");
      piece.score = protobuf::as_float(field.value);
      return {};
    case 3:
      if (field.type != WireType::varint) return reader.wrong_type(field, "a number for the type");
      piece.kind = field.value;
      return {};
    default:
      return {};
  }
}

Status check_piece(const Piece& piece, const std::string& where) {
  const auto refuse = [&](const std::string& what) { return Status::error(Code::bad_file, where + what); };
  if (piece.text.empty()) return refuse(".piece: the piece is empty");
  if (piece.text.size() > kLongestPiece) {
    return Status::error(Code::limit, where + ".piece: the piece has " + std::to_string(piece.text.size()) +
                                          " bytes; the limit is " + std::to_string(kLongestPiece));
  }
  if (!is_valid_utf8(piece.text)) return refuse(".piece: " + quote(piece.text) + " is not UTF-8");
  if (std::isnan(piece.score)) return refuse(".score: the score of " + quote(piece.text) + " is not a number");
  if (piece.kind < 1 || piece.kind > static_cast<std::uint64_t>(PieceKind::byte)) {
    return refuse(".type: expected a number from 1 to 6, found " + std::to_string(piece.kind));
  }
  return {};
}

Status read_piece(const Field& field, const std::string& name, SentencePieceFile& file) {
  const std::string where = name + ": pieces[" + std::to_string(file.pieces.size()) + "]";
  Piece piece;
  TG_RETURN_IF_ERROR(for_each_field(field.bytes, where, [&piece](const Reader& reader, const Field& inner) {
    return read_piece_field(reader, inner, piece);
  }));
  TG_RETURN_IF_ERROR(check_piece(piece, where));
  file.pieces.add(piece.text, static_cast<TokenId>(file.pieces.size()));
  file.scores.push_back(static_cast<double>(piece.score));
  file.kinds.push_back(static_cast<PieceKind>(piece.kind));
  return {};
}

// ---- settings -------------------------------------------------------------------------------------------------------

Status read_model_type(const Reader& reader, const Field& field, const std::string& where, PieceModel& model) {
  if (field.type != WireType::varint) return reader.wrong_type(field, "a number for the model type");
  if (field.value < 1 || field.value > static_cast<std::uint64_t>(PieceModel::character)) {
    return Status::error(Code::unsupported,
                         where + ".model_type " + std::to_string(field.value) +
                             " is not supported; supported: 1 (unigram), 2 (BPE), 3 (word), 4 (char)");
  }
  model = static_cast<PieceModel>(field.value);
  return {};
}

Status read_trainer_field(const Reader& reader, const Field& field, const std::string& where, SentencePieceFile& file) {
  switch (field.number) {
    case 3:
      return read_model_type(reader, field, where, file.model);
    case 24:
      return read_flag(reader, field, file.whitespace_as_suffix);
    case 35:
      return read_flag(reader, field, file.byte_fallback);
    case 44:
      TG_RETURN_IF_ERROR(read_text(reader, field, file.unknown_surface));
      // As a C string, SentencePiece's way.
      file.unknown_surface.resize(std::min(file.unknown_surface.find('\0'), file.unknown_surface.size()));
      if (is_valid_utf8(file.unknown_surface)) return {};
      return Status::error(Code::bad_file, where + ".unk_surface: " + quote(file.unknown_surface) + " is not UTF-8");
    default:
      return {};
  }
}

Status read_rewriter_field(const Reader& reader, const Field& field, RewriterSpec& spec) {
  switch (field.number) {
    case 2:
      return read_text(reader, field, spec.charsmap);
    case 3:
      return read_flag(reader, field, spec.add_dummy_prefix);
    case 4:
      return read_flag(reader, field, spec.remove_extra_whitespaces);
    case 5:
      return read_flag(reader, field, spec.escape_whitespaces);
    default:
      return {};
  }
}

Status read_trainer(const Field& field, const std::string& where, SentencePieceFile& file) {
  return for_each_field(field.bytes, where, [&](const Reader& reader, const Field& inner) {
    return read_trainer_field(reader, inner, where, file);
  });
}

Status read_rewriter(const Field& field, const std::string& where, RewriterSpec& spec) {
  return for_each_field(field.bytes, where, [&spec](const Reader& reader, const Field& inner) {
    return read_rewriter_field(reader, inner, spec);
  });
}

Status read_member(const Reader& reader, const Field& field, const std::string& name, SentencePieceFile& file) {
  const bool is_known = field.number == 1 || field.number == 2 || field.number == 3 || field.number == 5;
  if (is_known && field.type != WireType::bytes) return reader.wrong_type(field, "a message");
  switch (field.number) {
    case 1:
      return read_piece(field, name, file);
    case 2:
      return read_trainer(field, name + ": trainer_spec", file);
    case 3:
      return read_rewriter(field, name + ": normalizer_spec", file.normalizer);
    case 5:
      return read_rewriter(field, name + ": denormalizer_spec", file.denormalizer);
    default:
      return {};
  }
}

}  // namespace

Result<SentencePieceFile> read_sentencepiece_proto(std::string_view bytes, const std::string& name) {
  SentencePieceFile file;
  const Status read = for_each_field(
      bytes, name, [&](const Reader& reader, const Field& field) { return read_member(reader, field, name, file); });
  if (!read.ok()) return read;
  return file;
}

}  // namespace tg
