// Sections of text on the device. The specification is backend/cpu/encode_sections.cpp; the steps are the same source.
#include <algorithm>
#include <cstring>
#include <utility>

#include "encode_kernels.cuh"
#include "workspace.h"

namespace tg::cuda {
namespace {

struct EncodeWorkspace {
  EncodeWorkspace() {
    if (!succeeded(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking))) stream = nullptr;
  }
  ~EncodeWorkspace() {
    if (stream != nullptr) cudaStreamDestroy(stream);
  }
  EncodeWorkspace(const EncodeWorkspace&) = delete;
  EncodeWorkspace& operator=(const EncodeWorkspace&) = delete;

  bool reserve(std::size_t bytes, std::size_t sections, bool writes) {
    const std::size_t words = bytes / bulk::kWordBits + 1;
    return text.reserve(bytes + 1) && section_begins.reserve(sections + 1) && left.reserve(sections + 1) &&
           section_firsts.reserve(sections + 1) && block_counts.reserve(words / kBlock + 2) && begins.reserve(words) &&
           unmatched.reserve(words) && ids.reserve(bytes + 1) && (!writes || written.reserve(bytes + 1));
  }

  cudaStream_t stream = nullptr;
  Mirrored<char> text;
  Mirrored<std::uint32_t> section_begins;
  Mirrored<std::uint8_t> left;
  Mirrored<std::uint32_t> block_counts;  // then the counts before each block
  Mirrored<std::uint32_t> section_firsts;
  Room<std::uint32_t, OnDevice> begins;
  Room<std::uint32_t, OnDevice> unmatched;
  Room<bulk::TokenId, OnDevice> ids;
  Mirrored<bulk::TokenId> written;
};

// The image on the device: the held copy, or one for this call.
class ImageOnDevice {
 public:
  explicit ImageOnDevice(const EncodeSections& batch)
      : held_(held_copy(batch.image, batch.image_bytes)), own_(held_ == nullptr ? batch.image_bytes : 1) {
    if (held_ == nullptr && own_.fill(static_cast<const char*>(batch.image))) held_ = own_.data();
  }
  const bulk::Image* get() const { return static_cast<const bulk::Image*>(held_); }

 private:
  const void* held_;
  DeviceArray<char> own_;
};

class Encoding {
 public:
  Encoding(const EncodeSections& batch, EncodeWorkspace& room) : batch_(batch), room_(room) {}

  bool run() {
    const std::size_t bytes = text_bytes();
    if (bytes == 0) return answer_nothing();
    const ImageOnDevice image(batch_);
    if (image.get() == nullptr || room_.stream == nullptr) return false;
    if (!room_.reserve(bytes, batch_.count, batch_.ids != nullptr)) return false;
    pack();
    job_ = {image.get(),
            room_.text.device.data(),
            static_cast<std::uint32_t>(bytes),
            room_.section_begins.device.data(),
            static_cast<std::uint32_t>(batch_.count),
            room_.begins.data(),
            room_.unmatched.data(),
            room_.left.device.data(),
            room_.ids.data()};
    return upload() && find() && count() && write() && download();
  }

 private:
  std::size_t text_bytes() const {
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < batch_.count; ++i) bytes += batch_.sections[i].size;
    return bytes;
  }

  bool answer_nothing() {
    std::fill_n(batch_.begins, batch_.count + 1, 0);
    std::fill_n(batch_.left, batch_.count, std::uint8_t{0});
    return true;
  }

  void pack() {
    char* to = room_.text.host.data();
    for (std::size_t i = 0; i < batch_.count; ++i) {
      const TextSection& section = batch_.sections[i];
      room_.section_begins.host.data()[i] = static_cast<std::uint32_t>(to - room_.text.host.data());
      std::memcpy(to, section.bytes, section.size);
      to += section.size;
    }
    room_.section_begins.host.data()[batch_.count] = static_cast<std::uint32_t>(to - room_.text.host.data());
  }

  bool upload() {
    return room_.text.upload(job_.bytes, room_.stream) && room_.section_begins.upload(batch_.count + 1, room_.stream) &&
           clear(job_.begins, job_.words()) && clear(job_.unmatched, job_.words()) && clear(job_.left, batch_.count);
  }

  template <class T>
  bool clear(T* data, std::size_t count) {
    return succeeded(cudaMemsetAsync(data, 0, count * sizeof(T), room_.stream));
  }

  bool find() {
    const auto scheme = static_cast<const bulk::Image*>(batch_.image)->scheme;
    return launch_cutting(job_, scheme, room_.stream) && launch_looking_up(job_, room_.stream) &&
           launch_merging(job_, room_.stream);
  }

  // Sums up the blocks' counts here: there are few, and their sum says how much comes back.
  bool count() {
    const std::size_t blocks = counted_blocks(job_);
    if (!launch_counting(job_, room_.block_counts.device.data(), room_.stream)) return false;
    if (!room_.block_counts.download(blocks, room_.stream) || !wait()) return false;
    for (std::size_t block = 0; block < blocks; ++block) {
      const std::uint32_t own = std::exchange(room_.block_counts.host.data()[block], total_);
      total_ += own;
    }
    return room_.block_counts.upload(blocks, room_.stream);
  }

  bool write() {
    const std::uint32_t* firsts = room_.block_counts.device.data();
    if (!launch_sections(job_, firsts, room_.section_firsts.device.data(), room_.stream)) return false;
    return batch_.ids == nullptr || launch_writing(job_, firsts, room_.written.device.data(), room_.stream);
  }

  bool download() {
    const bool begun = room_.section_firsts.download(batch_.count + 1, room_.stream) &&
                       room_.left.download(batch_.count, room_.stream) &&
                       (batch_.ids == nullptr || room_.written.download(total_, room_.stream));
    if (!begun || !wait()) return false;
    std::copy_n(room_.section_firsts.host.data(), batch_.count + 1, batch_.begins);
    std::copy_n(room_.left.host.data(), batch_.count, batch_.left);
    if (batch_.ids != nullptr) std::copy_n(room_.written.host.data(), total_, batch_.ids);
    return true;
  }

  bool wait() { return succeeded(cudaStreamSynchronize(room_.stream)); }

  const EncodeSections& batch_;
  EncodeWorkspace& room_;
  bulk::Job job_{};
  std::uint32_t total_ = 0;
};

}  // namespace

bool encode_sections(const EncodeSections& batch) {
  auto& pool = WorkspacePool<EncodeWorkspace>::of_process();
  std::unique_ptr<EncodeWorkspace> room = pool.take();
  const bool done = Encoding(batch, *room).run();
  if (done) pool.give_back(std::move(room));
  return done;
}

}  // namespace tg::cuda
