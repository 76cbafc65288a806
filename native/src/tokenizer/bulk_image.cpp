#include "tokenizer/bulk_image.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "text/unicode.h"
#include "tokenizer/bpe/merger.h"
#include "tokenizer/core.h"

namespace tg {
namespace {

constexpr std::size_t kClassBlockBytes = std::size_t{1} << unicode::kBlockBits;
constexpr std::size_t kClassBlocks = (std::size_t{0x10FFFF} >> unicode::kBlockBits) + 1;

std::size_t class_block_count() {
  return *std::max_element(unicode::kClassBlockIndex, unicode::kClassBlockIndex + kClassBlocks) + std::size_t{1};
}

// At most half full.
std::uint64_t slots_for(std::size_t count) {
  return std::bit_ceil(std::uint64_t{count} * 2 + 16);
}

// The tokens that a piece may be as a whole.
bool has_all_bytes(const BpeTables& tables) {
  return std::ranges::find(tables.byte_ids, TokenTable::kNone) == tables.byte_ids.end();
}

std::vector<TokenId> whole_tokens(const Merger& merger) {
  const BpeTables& tables = merger.tables();
  BpeScratch scratch;
  std::vector<TokenId> ids;
  for (TokenId id = 0; id < tables.tokens->id_bound(); ++id) {
    const std::string_view token = (*tables.tokens)[id];
    if (token.empty()) continue;
    if (tables.ignore_merges || merger.is_own(id, token, scratch)) ids.push_back(id);
  }
  return ids;
}

Status refuse(const Core& core, const char* stage, const char* what) {
  return Status::error(Code::unsupported, core.name + ": its " + stage + " cannot run on a device: only " + what +
                                              " can; encode on the processor");
}

}  // namespace

class BulkImageWriter {
 public:
  BulkImageWriter(const Merger& merger, scan::Scheme scheme)
      : merger_(merger), whole_(whole_tokens(merger)), image_(new BulkImage(lay_out(scheme))) {
    std::memcpy(image_->lines_.data(), &head_, sizeof head_);
  }

  std::shared_ptr<const BulkImage> write() {
    copy(head_.class_index, unicode::kClassBlockIndex, kClassBlocks);
    copy(head_.class_blocks, unicode::kClassBlocks, class_block_count() * kClassBlockBytes);
    std::fill_n(at<bulk::TokenSlot>(head_.token_slots), head_.token_slot_mask + 1,
                bulk::TokenSlot{{0, 0}, bulk::kNoToken, 0});
    for (const TokenId id : whole_) add_token(id);
    std::fill_n(at<bulk::PairSlot>(head_.pair_slots), head_.pair_slot_mask + 1,
                bulk::PairSlot{0, bulk::kNeverMerges, bulk::kNoToken});
    merger_.tables().pairs.for_each(
        [this](TokenId left, TokenId right, PairMerge merge) { add_pair(left, right, merge); });
    return image_;
  }

 private:
  // Answers with the size of the block.
  std::size_t lay_out(scan::Scheme scheme) {
    const BpeTables& tables = merger_.tables();
    head_.seed = hash_seed();
    head_.scheme = scheme;
    head_.longest_token = static_cast<std::uint32_t>(tables.longest_token);
    head_.token_slot_mask = slots_for(whole_.size()) - 1;
    head_.pair_slot_mask = slots_for(tables.pairs.size()) - 1;
    std::size_t end = sizeof head_;
    const auto place = [&end](std::size_t bytes) {
      constexpr std::size_t kAlignment = 64;
      const std::size_t begin = (end + kAlignment - 1) / kAlignment * kAlignment;
      end = begin + bytes;
      return begin;
    };
    std::size_t token_bytes = 0;
    for (const TokenId id : whole_) token_bytes += (*tables.tokens)[id].size();
    head_.class_index = place(kClassBlocks * sizeof(std::uint16_t));
    head_.class_blocks = place(class_block_count() * kClassBlockBytes);
    head_.token_slots = place((head_.token_slot_mask + 1) * sizeof(bulk::TokenSlot));
    head_.token_bytes = place(token_bytes);
    head_.pair_slots = place((head_.pair_slot_mask + 1) * sizeof(bulk::PairSlot));
    for (unsigned byte = 0; byte < 256; ++byte) {
      const char unit = static_cast<char>(byte);
      head_.of_byte[byte] = tables.tokens->find({&unit, 1});
    }
    head_.bytes = end;
    return end;
  }

  template <class T>
  T* at(std::uint64_t distance) {
    return reinterpret_cast<T*>(reinterpret_cast<char*>(image_->lines_.data()) + distance);
  }
  template <class T>
  void copy(std::uint64_t to, const T* from, std::size_t count) {
    std::copy_n(from, count, at<T>(to));
  }

  void add_token(TokenId id) {
    const std::string_view token = (*merger_.tables().tokens)[id];
    const auto size = static_cast<std::uint32_t>(token.size());
    copy(head_.token_bytes + bytes_written_, token.data(), size);
    const bulk::PieceKey key = bulk::key_of(token.data(), size, head_.seed);
    auto* const slots = at<bulk::TokenSlot>(head_.token_slots);
    std::uint64_t place = bulk::hash_of(key, head_.seed);
    while (slots[place & head_.token_slot_mask].id != bulk::kNoToken) ++place;
    slots[place & head_.token_slot_mask] = {key, id, bytes_written_};
    bytes_written_ += size;
  }

  void add_pair(TokenId left, TokenId right, PairMerge merge) {
    const std::uint64_t pair = std::uint64_t{left} << 32 | right;
    auto* const slots = at<bulk::PairSlot>(head_.pair_slots);
    std::uint64_t place = bulk::hash_of_pair(pair, head_.seed);
    while (slots[place & head_.pair_slot_mask].rank != bulk::kNeverMerges) ++place;
    slots[place & head_.pair_slot_mask] = {pair, merge.rank, merge.result};
  }

  const Merger& merger_;
  std::vector<TokenId> whole_;
  bulk::Image head_{};
  std::shared_ptr<BulkImage> image_;
  std::uint32_t bytes_written_ = 0;
};

Result<std::shared_ptr<const BulkImage>> BulkImage::make(const Core& core) {
  const Merger* const merger = core.model->merger();
  const bool fits = merger && merger->tables().spelling.bytes && has_all_bytes(merger->tables()) &&
                    merger->tables().spelling.prefix.empty() && merger->tables().spelling.suffix.empty();
  if (!fits) return refuse(core, "model", "BPE over bytes, each of which has a token,");
  const auto cut = core.pre_tokenizer ? core.pre_tokenizer->plain_cut() : std::nullopt;
  if (!cut || !cut->scheme) {
    return refuse(core, "pre-tokenizer", "the split patterns of GPT-2, cl100k, o200k, Llama 3, Qwen 2 and DeepSeek-V3");
  }
  return BulkImageWriter(*merger, *cut->scheme).write();
}

}  // namespace tg
