/** Everyday C#, for rooms that begin empty. */
export const CSHARP = `using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace Example
{
    public class Program
    {
        private readonly Dictionary<string, int> counts = new Dictionary<string, int>();
        public string Name { get; set; }
        public int Count { get; private set; } = 0;

        public Program(string name)
        {
            this.name = name;
        }

        public static void Main(string[] args)
        {
            Console.WriteLine("Hello");
            for (int i = 0; i < items.Length; i++)
            {
                Console.WriteLine(items[i]);
            }
            foreach (var item in items)
            {
                if (item == null)
                {
                    continue;
                }
                else
                {
                    break;
                }
            }
            var result = items.Where(x => x.Name != null).Select(x => x.Name).ToList();
            try
            {
                value = int.Parse(text);
            }
            catch (Exception ex)
            {
                throw new InvalidOperationException("message", ex);
            }
        }

        public override string ToString()
        {
            return $"{Name}";
        }

        public async Task<string> LoadAsync(string id)
        {
            return await client.GetStringAsync(url);
        }
    }
}
`;
