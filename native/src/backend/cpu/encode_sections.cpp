// Sections of text on the processor: the steps of a device one after the other, by one lane. It is the specification of
// the others and their twin, not a fast way: that is Tokenizer::encode_batch.
#include <memory>
#include <string>
#include <vector>

#include "backend/cpu/cpu_ops.h"
#include "bulk/cutting.h"
#include "bulk/merging.h"
#include "bulk/writing.h"

namespace tg::cpu {
namespace {

// What a job works on.
struct Memory {
  explicit Memory(const EncodeSections& batch) {
    for (std::size_t i = 0; i < batch.count; ++i) {
      section_begins.push_back(static_cast<std::uint32_t>(text.size()));
      text.append(batch.sections[i].bytes, batch.sections[i].size);
    }
    section_begins.push_back(static_cast<std::uint32_t>(text.size()));
    ids.resize(text.size());
    begins.resize(text.size() / bulk::kWordBits + 1);
    unmatched.resize(begins.size());
  }

  std::string text;
  std::vector<std::uint32_t> section_begins;
  std::vector<std::uint32_t> begins;
  std::vector<std::uint32_t> unmatched;
  std::vector<bulk::TokenId> ids;
};

bulk::Job job_of(const EncodeSections& batch, Memory& memory) {
  return {static_cast<const bulk::Image*>(batch.image),
          memory.text.data(),
          static_cast<std::uint32_t>(memory.text.size()),
          memory.section_begins.data(),
          static_cast<std::uint32_t>(batch.count),
          memory.begins.data(),
          memory.unmatched.data(),
          batch.left,
          memory.ids.data()};
}

template <class Pieces>
void find_ids(const bulk::Job& job) {
  const std::uint32_t words = job.words();
  for (std::uint32_t at = 0; at * bulk::kStretch < job.bytes; ++at) bulk::cut_stretch<Pieces>(job, at);
  for (std::uint32_t word = 0; word < words; ++word) bulk::look_up_word(job, word);
  const auto room = std::make_unique<bulk::MergeRoom>();
  for (std::uint32_t word = 0; word < words; ++word) bulk::merge_word(job, bulk::OneLane(), *room, word);
}

// Answers with the number of marks before each word, and of all.
std::vector<std::uint32_t> write_ids(const bulk::Job& job, bulk::TokenId* ids) {
  std::vector<std::uint32_t> before = {0};
  for (std::uint32_t word = 0; word < job.words(); ++word) {
    if (ids != nullptr) bulk::write_word(job, word, ids + before.back());
    before.push_back(before.back() + bulk::count_bits(job.begins[word]));
  }
  return before;
}

}  // namespace

bool encode_sections(const EncodeSections& batch) {
  Memory memory(batch);
  const bulk::Job job = job_of(batch, memory);
  std::fill_n(batch.left, batch.count, std::uint8_t{0});
  bulk::with_pieces_of(job.image->scheme, [&](auto pieces) { find_ids<decltype(pieces)>(job); });
  const std::vector<std::uint32_t> before = write_ids(job, batch.ids);
  for (std::size_t i = 0; i <= batch.count; ++i) {
    const std::uint32_t place = job.section_begins[i];
    batch.begins[i] =
        place == job.bytes ? before.back() : before[place / bulk::kWordBits] + bulk::marks_before(job, place);
  }
  return true;
}

}  // namespace tg::cpu
