#include <algorithm>
#include <numeric>
#include <vector>

#include "../encode_kernels.cuh"
#include "kernel_times.h"

namespace tg::cuda {
namespace {

constexpr int kRounds = 9;

float median(std::vector<float> times) {
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

class Clock {
 public:
  Clock() {
    cudaEventCreate(&begin_);
    cudaEventCreate(&end_);
  }
  ~Clock() {
    cudaEventDestroy(begin_);
    cudaEventDestroy(end_);
  }
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;

  template <class Work>
  float time(const Work& work) {
    cudaEventRecord(begin_);
    work();
    cudaEventRecord(end_);
    cudaEventSynchronize(end_);
    float milliseconds = 0;
    cudaEventElapsedTime(&milliseconds, begin_, end_);
    return milliseconds;
  }

 private:
  cudaEvent_t begin_{};
  cudaEvent_t end_{};
};

template <class Copy>
double rate(std::size_t bytes, const Copy& copy) {
  Clock clock;
  std::vector<float> times;
  for (int round = 0; round < kRounds; ++round) times.push_back(clock.time(copy));
  return static_cast<double>(bytes) / median(times) * 1e3;
}

}  // namespace

bool time_kernels(const EncodeSections& batch, KernelTimes& times) {
  std::vector<char> packed;
  std::vector<std::uint32_t> begins = {0};
  for (std::size_t i = 0; i < batch.count; ++i) {
    packed.insert(packed.end(), batch.sections[i].bytes, batch.sections[i].bytes + batch.sections[i].size);
    begins.push_back(static_cast<std::uint32_t>(packed.size()));
  }
  const std::size_t words = packed.size() / bulk::kWordBits + 1;
  DeviceArray<char> image(batch.image_bytes);
  DeviceArray<char> text(packed.size());
  DeviceArray<std::uint32_t> section_begins(begins.size());
  DeviceArray<std::uint32_t> piece_begins(words);
  DeviceArray<std::uint32_t> unmatched(words);
  DeviceArray<std::uint8_t> left(batch.count);
  DeviceArray<bulk::TokenId> ids(packed.size());
  DeviceArray<std::uint32_t> counts(words / kBlock + 2);
  DeviceArray<bulk::TokenId> written(packed.size());
  if (!image.fill(static_cast<const char*>(batch.image)) || !text.fill(packed.data()) ||
      !section_begins.fill(begins.data()) || written.data() == nullptr || ids.data() == nullptr) {
    return false;
  }
  const bulk::Job job{reinterpret_cast<const bulk::Image*>(image.data()),
                      text.data(),
                      static_cast<std::uint32_t>(packed.size()),
                      section_begins.data(),
                      static_cast<std::uint32_t>(batch.count),
                      piece_begins.data(),
                      unmatched.data(),
                      left.data(),
                      ids.data()};
  const auto scheme = static_cast<const bulk::Image*>(batch.image)->scheme;
  Clock clock;
  std::vector<float> steps[5];
  for (int round = 0; round < kRounds; ++round) {
    cudaMemset(piece_begins.data(), 0, words * sizeof(std::uint32_t));
    cudaMemset(unmatched.data(), 0, words * sizeof(std::uint32_t));
    steps[0].push_back(clock.time([&] { launch_cutting(job, scheme, nullptr); }));
    steps[1].push_back(clock.time([&] { launch_looking_up(job, nullptr); }));
    steps[2].push_back(clock.time([&] { launch_merging(job, nullptr); }));
    steps[3].push_back(clock.time([&] { launch_counting(job, counts.data(), nullptr); }));
    std::vector<std::uint32_t> firsts(counted_blocks(job));
    cudaMemcpy(firsts.data(), counts.data(), firsts.size() * sizeof(std::uint32_t), cudaMemcpyDeviceToHost);
    std::exclusive_scan(firsts.begin(), firsts.end(), firsts.begin(), 0u);
    cudaMemcpy(counts.data(), firsts.data(), firsts.size() * sizeof(std::uint32_t), cudaMemcpyHostToDevice);
    steps[4].push_back(clock.time([&] { launch_writing(job, counts.data(), written.data(), nullptr); }));
  }
  times = {median(steps[0]), median(steps[1]), median(steps[2]), median(steps[3]), median(steps[4])};
  return succeeded(cudaDeviceSynchronize());
}

bool measure_copies(CopyRates& rates) {
  constexpr std::size_t kBytes = std::size_t{256} << 20;
  DeviceArray<char> a(kBytes);
  DeviceArray<char> b(kBytes);
  void* pinned = nullptr;
  if (a.data() == nullptr || b.data() == nullptr || !succeeded(cudaMallocHost(&pinned, kBytes))) return false;
  rates.on_device = rate(2 * kBytes, [&] { cudaMemcpyAsync(a.data(), b.data(), kBytes, cudaMemcpyDeviceToDevice); });
  rates.to_device = rate(kBytes, [&] { cudaMemcpyAsync(a.data(), pinned, kBytes, cudaMemcpyHostToDevice); });
  rates.from_device = rate(kBytes, [&] { cudaMemcpyAsync(pinned, a.data(), kBytes, cudaMemcpyDeviceToHost); });
  cudaFreeHost(pinned);
  return succeeded(cudaDeviceSynchronize());
}

}  // namespace tg::cuda
