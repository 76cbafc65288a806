// What a tokenizer's file may ask for, whatever format it is in: bounds far above every tokenizer there is, so that a
// short file cannot make large tables.
#pragma once

#include "tokenizer/decoder.h"
#include "tokenizer/post_processor.h"
#include "tokenizer/spec.h"

namespace tg {

// Tables that walk tokens byte by byte take some thirty bytes for each.
constexpr std::size_t kLongestToken = std::size_t{1} << 16;
constexpr std::size_t kMostTokenBytes = std::size_t{1} << 26;

// Fails with Code::limit, naming the token.
Status check_token_limits(const TokenizerSpec& spec);

// Adds up the bytes of many tokens and fails for one that is too long, or when all together are. `where` names them.
class TokenBudget {
 public:
  explicit TokenBudget(std::string where) : where_(std::move(where)) {}
  Status take(std::string_view token);
  void give_back(std::string_view token) { left_ += token.size(); }

 private:
  std::string where_;
  std::size_t left_ = kMostTokenBytes;
};

// Fails with Code::limit when a template repeats the text, or inserts ids, beyond all reason.
Status check_frame_limits(const PostProcessor& processor, const std::string& where);

// Fails with Code::limit when the stages together make tokens longer beyond all reason: a few lines may ask for more
// than all memory there is.
Status check_decoder_limits(const Decoder& decoder, const std::string& where);

}  // namespace tg
