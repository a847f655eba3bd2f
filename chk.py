import pyoxigraph as ox,glob
for f in sorted(glob.glob("/work/main/ontology/**/*.ttl",recursive=True)):
    n=sum(1 for _ in ox.parse(path=f,format=ox.RdfFormat.TURTLE)); print(f.split("ontology/",1)[1],n,max(len(l) for l in open(f)))
