package io.latchkey.bench;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.latchkey.server.Server;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What a server's process spends, asked by JMX. */
final class JvmCost implements AutoCloseable {

  /**
   * Since the process began.
   *
   * @param allocatedBytes by the threads that live still, by their ids
   */
  record Spent(Duration cpu, Map<Long, Long> allocatedBytes) {

    Duration cpuSince(Spent before) {
      return cpu.minus(before.cpu);
    }

    /** Without what threads allocated that have ended since. */
    long allocatedSince(Spent before) {
      return allocatedBytes.entrySet().stream()
          .mapToLong(
              thread -> thread.getValue() - before.allocatedBytes.getOrDefault(thread.getKey(), 0L))
          .sum();
    }
  }

  private final ProcessHandle process;
  private final JMXConnector connector;
  private final ThreadMXBean threads;

  private JvmCost(ProcessHandle process, JMXConnector connector) throws Exception {
    this.process = process;
    this.connector = connector;
    MBeanServerConnection beans = connector.getMBeanServerConnection();
    this.threads =
        JMX.newMXBeanProxy(
            beans, new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME), ThreadMXBean.class);
  }

  @SuppressWarnings("BanJNDI") // The address is that of a process of ours.
  static JvmCost of(Server server) throws Exception {
    ProcessHandle process = server.process().orElseThrow();
    return new JvmCost(
        process, JMXConnectorFactory.connect(new JMXServiceURL(address(process.pid()))));
  }

  private static String address(long pid) throws IOException, AttachNotSupportedException {
    VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
    try {
      return machine.startLocalManagementAgent();
    } finally {
      machine.detach();
    }
  }

  Spent soFar() {
    Map<Long, Long> allocated = new HashMap<>();
    long[] ids = threads.getAllThreadIds();
    long[] bytes = threads.getThreadAllocatedBytes(ids);
    for (int i = 0; i < ids.length; i++) {
      allocated.put(ids[i], Math.max(0, bytes[i]));
    }
    return new Spent(process.info().totalCpuDuration().orElseThrow(), allocated);
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
